package io.catena.simulation.checker;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Operations, readable. */
public final class OperationText {
    private static final int MAX_VALUE_CHARACTERS = 200;

    private OperationText() {}

    /**
     * One line for each operation, in the order of the calls: when it was called and when it returned, as positions in
     * the history, by whom, and what.
     */
    public static String of(List<Operation> operations) {
        StringBuilder text = new StringBuilder();
        operations.stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .map(OperationText::line)
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static String line(Operation operation) {
        String returned = operation.isOpen() ? "..." : Long.toString(operation.returned());
        return String.format(
                Locale.ROOT,
                "%8d to %-8s process %-4d %s -> %s",
                operation.invoked(),
                returned,
                operation.process(),
                call(operation.call()),
                answer(operation.call(), operation.answer()));
    }

    private static String call(Call call) {
        String text = OperationName.of(call).id() + " " + quoted(call.key());
        if (call.value() != null) {
            text += " = " + quoted(call.value());
        }
        return switch (call.condition().type()) {
            case NONE, ABSENT -> text;
            case VERSION -> text + ", expecting version " + call.condition().version();
            case VALUE -> text + ", expecting " + quoted(call.condition().value());
        };
    }

    private static String answer(Call call, Answer answer) {
        if (answer == null) {
            return "unknown";
        }
        if (!answer.applied()) {
            return "condition does not hold";
        }
        String version = answer.version() == 0 ? "" : ", version " + answer.version();
        if (!call.isGet()) {
            return "done" + version;
        }
        return (answer.value() == null ? "absent" : quoted(answer.value())) + version;
    }

    private static String quoted(String text) {
        if (text.length() <= MAX_VALUE_CHARACTERS) {
            return '"' + text + '"';
        }
        int half = MAX_VALUE_CHARACTERS / 2;
        return '"' + text.substring(0, half) + "..." + text.substring(text.length() - half) + '"';
    }
}
