package io.catena.simulation.checker.files;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.Condition;
import io.catena.simulation.checker.HistoryRecorder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code INFO  jepsen.util - <process> :<type> :<f> <value>}: reads, writes and compare-and-sets of one register. A
 * compare-and-set that failed found another value; a read that failed, and whatever timed out, says nothing.
 */
final class EtcdEvents implements HistoryFormat.LineReader {
    private static final String KEY = "register";
    private static final Pattern LINE =
            Pattern.compile("INFO\\s+jepsen\\.util\\s+-\\s+(\\d+)\\s+:(\\w+)\\s+:(\\w+)\\s+(.*\\S)\\s*");
    private static final Pattern CAS = Pattern.compile("\\[(\\S+)\\s+(\\S+)]");

    private final HistoryRecorder recorder;

    EtcdEvents(HistoryRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void read(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected 'INFO jepsen.util - PROCESS :TYPE :OPERATION VALUE'");
        }
        int process = Integer.parseInt(matcher.group(1));
        String operation = matcher.group(3);
        String value = matcher.group(4);
        switch (matcher.group(2)) {
            case "invoke" -> recorder.invoke(process, call(operation, value));
            case "ok" -> recorder.ok(process, operation.equals("read") ? answer(value) : Answer.DONE);
            case "fail" -> fail(process, operation, value);
            case "info" -> recorder.unknown(process);
            default -> throw new IllegalArgumentException("unknown type :" + matcher.group(2));
        }
    }

    private static Call call(String operation, String value) {
        switch (operation) {
            case "read":
                return Call.get(KEY);
            case "write":
                return Call.put(KEY, value);
            case "cas":
                Matcher cas = CAS.matcher(value);
                if (!cas.matches()) {
                    throw new IllegalArgumentException("expected ':cas [EXPECTED NEW]'");
                }
                return Call.put(KEY, cas.group(2), Condition.value(cas.group(1)));
            default:
                throw new IllegalArgumentException("unknown operation :" + operation);
        }
    }

    private static Answer answer(String value) {
        return value.equals("nil") ? Answer.ABSENT : Answer.found(value);
    }

    private void fail(int process, String operation, String value) {
        if (operation.equals("cas") && !value.equals(":timed-out")) {
            recorder.ok(process, Answer.NOT_APPLIED);
        } else {
            recorder.fail(process);
        }
    }
}
