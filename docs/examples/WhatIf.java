import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Snapshot;
import java.util.List;

/** Debugging: keep the state in which something went wrong, look around in it, and try a mend on it. */
public class WhatIf {

    static final Database DB = Database.create();
    static final Input<String, String> CONFIG = DB.input("config", String.class, String.class);
    static final Query<String, Integer> PORT =
            DB.query("port", String.class, Integer.class, host -> Integer.parseInt(CONFIG.get(host + ".port")));
    static final Query<String, String> URL =
            DB.query("url", String.class, String.class, host -> "http://" + host + ":" + PORT.get(host));

    public static void main(String[] args) {
        CONFIG.set("web.port", "80a");
        // @start region=keep
        Snapshot scene;
        try {
            URL.get("web");
            throw new AssertionError("no failure");
        } catch (QueryException e) {
            scene = DB.snapshot();
        }
        CONFIG.set("web.port", "81");           // life goes on
        check(URL.get("web").equals("http://web:81"));
        // @end

        // @start region=look
        check(scene.call(() -> CONFIG.get("web.port")).equals("80a"));
        scene.run(() -> {
            try {
                URL.get("web");
                throw new AssertionError("no failure");
            } catch (QueryException e) {        // the same failure as then; nothing runs
                check(e.path().equals(List.of("url(web)", "port(web)")));
                check(e.getCause().getMessage().contains("80a"));
            }
        });
        // @end

        // @start region=mend
        try (Snapshot attempt = scene.snapshot()) {
            attempt.run(() -> CONFIG.set("web.port", "80"));
            check(attempt.call(() -> URL.get("web")).equals("http://web:80"));
        }
        check(scene.call(() -> CONFIG.get("web.port")).equals("80a"));
        check(URL.get("web").equals("http://web:81"));
        scene.close();
        // @end
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
