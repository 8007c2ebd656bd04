package dev.sofrito.model;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Under writers that never pause and thousands of requesters, some of whom give up, all is right and nothing leaks. */
@Tag("rev.binding")
@Tag("rev.writers-free")
@Tag("rev.consistent-read")
@Tag("derived.single-flight")
@Tag("derived.cancel")
@Tag("conc.virtual")
@Tag("conc.fork")
@Tag("snap.isolated")
@Tag("snap.close")
@Tag("mem.collect")
class SoakTest {

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void valuesAreRightEveryoneIsAnsweredAndMemoryIsFlat() throws InterruptedException {
        Soak.run(Long.getLong("sofrito.soak.seconds", 6));
    }
}
