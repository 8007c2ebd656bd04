package dev.sofrito.model;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Does what a {@link Definition} says a cell does: the same code for the database and for the reference. */
final class Interpreter {

    private static final int ABSENT = -1;
    private static final int FAILED = -2;

    private final Definition definition;
    private final Cell cell;
    private final Reader reader;

    private Interpreter(Definition definition, Cell cell, Reader reader) {
        this.definition = definition;
        this.cell = cell;
        this.reader = reader;
    }

    /** The cell's accumulator after all steps; its number is that modulo the query's range. */
    static int run(Definition definition, Cell cell, Reader reader) throws Exception {
        return new Interpreter(definition, cell, reader).steps(definition.steps(cell), cell.hashCode());
    }

    private int steps(List<Step> steps, int start) throws Exception {
        int acc = start;
        for (Step step : steps) {
            acc = mix(acc, step(step, acc));
        }
        return acc;
    }

    private int step(Step step, int acc) throws Exception {
        return switch (step) {
            case Step.Get get -> reader.get(get.slot());
            case Step.Find find -> orAbsent(reader.find(find.slot()));
            case Step.FindAt at -> {
                int keys = definition.inputs().get(at.input()).keys();
                yield orAbsent(reader.find(new Slot(at.input(), Math.floorMod(acc, keys))));
            }
            case Step.Keys keys -> new TreeSet<>(reader.keys(keys.input())).hashCode();
            case Step.Values values -> values(values.input());
            case Step.Ask ask -> reader.ask(ask.cell());
            case Step.AskAt at -> {
                int keys = definition.queries().get(at.query()).keys();
                yield reader.ask(new Cell(at.query(), Math.floorMod(acc, keys)));
            }
            case Step.Try attempt -> {
                Integer number = reader.tryAsk(attempt.cell());
                yield number == null ? FAILED : number;
            }
            case Step.All all -> reader.all(all.query(), all.keys()).hashCode();
            case Step.If choice -> steps(
                    Math.floorMod(acc, choice.modulus()) == 0 ? choice.then() : choice.otherwise(), acc);
            case Step.Fail fail -> {
                if (Math.floorMod(acc, fail.modulus()) == 0) {
                    fail.trouble().strike(cell, Math.floorMod(acc >> 8, 2));
                }
                yield 0;
            }
            case Step.Outside outside -> reader.outside();
            case Step.Fork fork -> {
                List<Callable<Integer>> branches = new ArrayList<>();
                for (List<Step> branch : fork.branches()) {
                    branches.add(() -> steps(branch, acc));
                }
                yield reader.fork(fork.forking(), branches).hashCode();
            }
        };
    }

    private int values(int input) {
        int acc = 0;
        for (int key : new TreeSet<>(reader.keys(input))) {
            acc = mix(acc, reader.get(new Slot(input, key)));
        }
        return acc;
    }

    private static int orAbsent(@Nullable Integer number) {
        return number == null ? ABSENT : number;
    }

    private static int mix(int acc, int number) {
        int h = (acc ^ (number + 7) * 0x85EBCA6B) * 0x9E3779B1;
        return h ^ h >>> 15;
    }
}
