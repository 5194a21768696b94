package io.catena.simulation.checker.files;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.HistoryRecorder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <code>{:process 9, :type :invoke, :f :append, :key "0", :value "x 9 0 y"}</code>: gets, puts and appends of strings,
 * where an absent key is the same as an empty one.
 */
final class KvEvents implements HistoryFormat.LineReader {
    private static final Pattern LINE = Pattern.compile(
            "\\{:process (\\d+), :type :(\\w+), :f :(\\w+), " + ":key \"([^\"]*)\", :value (?:nil|\"([^\"]*)\")}\\s*");

    private final HistoryRecorder recorder;

    KvEvents(HistoryRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void read(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected '{:process N, :type :T, :f :F, :key \"K\", :value \"V\"}'");
        }
        int process = Integer.parseInt(matcher.group(1));
        String operation = matcher.group(3);
        String value = matcher.group(5) == null ? "" : matcher.group(5);
        switch (matcher.group(2)) {
            case "invoke" -> recorder.invoke(process, call(operation, matcher.group(4), value));
            case "ok" -> recorder.ok(process, operation.equals("get") ? answer(value) : Answer.DONE);
            case "fail" -> recorder.fail(process);
            case "info" -> recorder.unknown(process);
            default -> throw new IllegalArgumentException("unknown type :" + matcher.group(2));
        }
    }

    private static Call call(String operation, String key, String value) {
        return switch (operation) {
            case "get" -> Call.get(key);
            case "put" -> value.isEmpty() ? Call.delete(key) : Call.put(key, value);
            case "append" -> Call.append(key, value);
            default -> throw new IllegalArgumentException("unknown operation :" + operation);
        };
    }

    private static Answer answer(String value) {
        return value.isEmpty() ? Answer.ABSENT : Answer.found(value);
    }
}
