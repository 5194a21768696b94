package io.catena.simulation.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A checker that tries everything: every order, every choice of open operations, every version that a write of unknown
 * version may have had. For histories of a handful of operations. It shares no rule with the one it is compared with.
 */
final class BruteForce {
    /** All versions that an operation names. */
    private final SortedSet<Double> versions = new TreeSet<>();

    private BruteForce(List<Operation> operations) {
        for (Operation operation : operations) {
            versions.add((double) operation.call().condition().version());
            if (operation.answer() != null) {
                versions.add((double) operation.answer().version());
            }
        }
    }

    static boolean isLinearizable(List<Operation> operations) {
        return new BruteForce(operations).canGoOn(operations, null, 0);
    }

    private boolean canGoOn(List<Operation> left, String value, double version) {
        if (left.stream().allMatch(Operation::isOpen)) {
            return true;
        }
        for (Operation operation : left) {
            boolean mayBeNext = left.stream().noneMatch(o -> o.returned() < operation.invoked());
            if (mayBeNext && canTake(operation, left, value, version)) {
                return true;
            }
        }
        return false;
    }

    private boolean canTake(Operation operation, List<Operation> left, String value, double version) {
        List<Operation> rest = new ArrayList<>(left);
        rest.remove(operation);
        Call call = operation.call();
        Answer answer = operation.answer();
        if (call.kind() == Call.Kind.GET) {
            boolean right = answer == null
                    || Objects.equals(answer.value(), value) && (answer.version() == 0 || answer.version() == version);
            return right && canGoOn(rest, value, version);
        }
        boolean holds = holds(call.condition(), value, version);
        if (!holds) {
            return (answer == null || !answer.applied()) && canGoOn(rest, value, version);
        }
        if (answer != null && !answer.applied()) {
            return false;
        }
        String next = written(call, value);
        if (answer != null && answer.version() != 0) {
            return answer.version() > version && canGoOn(rest, next, answer.version());
        }
        return canGoOnUnderSomeVersion(rest, next, version);
    }

    /** One that an operation names, or one between all of those. */
    private boolean canGoOnUnderSomeVersion(List<Operation> rest, String value, double version) {
        double higher = Math.nextUp(version);
        if (canGoOn(rest, value, higher)) {
            return true;
        }
        return versions.tailSet(higher).stream().anyMatch(named -> canGoOn(rest, value, named));
    }

    private static String written(Call call, String value) {
        return switch (call.kind()) {
            case PUT -> call.value();
            case APPEND -> (value == null ? "" : value) + call.value();
            default -> null;
        };
    }

    private static boolean holds(Condition condition, String value, double version) {
        return switch (condition.type()) {
            case NONE -> true;
            case ABSENT -> value == null;
            case VALUE -> condition.value().equals(value);
            case VERSION -> value != null && condition.version() == version;
        };
    }
}
