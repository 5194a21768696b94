package io.catena.simulation.checker.files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.Condition;
import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.Operation;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

public class HistoryFormatTest {

    private static List<Operation> read(HistoryFormat format, String... lines) throws IOException {
        return format.read(new BufferedReader(new StringReader(String.join("\n", lines))));
    }

    @Test
    public void whatIsWrittenIsReadBack() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Call[] calls = {
            Call.get("k"),
            Call.put("k \"1\"", "line\nfeed"),
            Call.put("k", "", Condition.ABSENT),
            Call.put("k", "v", Condition.version(Long.MAX_VALUE)),
            Call.put("k", "v", Condition.value("ä")),
            Call.delete("k"),
            Call.delete("k", Condition.ABSENT),
            Call.delete("k", Condition.version(3)),
            Call.delete("k", Condition.value("w")),
            Call.append("k", "x")
        };
        HistoryRecorder expected = new HistoryRecorder();
        try (HistoryWriter writer = new HistoryWriter(bytes, () -> 5)) {
            for (int i = 0; i < calls.length; i++) {
                Answer answer = answerTo(calls[i]);
                writer.invoke(i, calls[i]);
                expected.invoke(i, calls[i]);
                writer.ok(i, calls[i], answer);
                expected.ok(i, answer);
            }
            writer.invoke(0, calls[1]);
            expected.invoke(0, calls[1]);
            writer.unknown(0, calls[1]);
            expected.unknown(0);
            writer.invoke(0, calls[5]);
            writer.fail(0, calls[5]);
            expected.invoke(0, calls[5]);
            expected.fail(0);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(2 * calls.length + 4, text.lines().count());
        assertEquals(expected.operations(), read(HistoryFormat.CATENA, text));
    }

    private static Answer answerTo(Call call) {
        if (call.isGet()) {
            return Answer.found("v", 7);
        }
        return call.condition().type() == Condition.Type.VALUE ? Answer.NOT_APPLIED : Answer.done(8);
    }

    @Test
    public void aGetOfAnAbsentKeyHasNoValue() throws IOException {
        List<Operation> operations = read(
                HistoryFormat.CATENA,
                "{\"time\":1,\"process\":0,\"type\":\"invoke\",\"op\":\"get\",\"key\":\"k\"}",
                "{\"time\":2,\"process\":0,\"type\":\"ok\",\"op\":\"get\",\"key\":\"k\",\"value\":null}");
        assertEquals(List.of(new Operation(0, Call.get("k"), Answer.ABSENT, 0, 1)), operations);
    }

    @Test
    public void aLineThatMakesNoSenseIsNamed() {
        String invoke = "{\"process\":0,\"type\":\"invoke\",\"op\":\"get\",\"key\":\"k\"}";
        assertUnreadable("line 1", "{");
        assertUnreadable("line 1", "{\"process\":0,\"type\":\"ok\"}");
        assertUnreadable("line 1", "{\"process\":0,\"type\":\"invoke\",\"op\":\"push\",\"key\":\"k\"}");
        assertUnreadable("line 1", "{\"process\":0,\"type\":\"invoke\",\"op\":\"put\",\"key\":\"k\"}");
        assertUnreadable("line 1", "{\"process\":\"zero\",\"type\":\"invoke\",\"op\":\"get\",\"key\":\"k\"}");
        assertUnreadable("line 2", invoke, invoke);
        assertUnreadable("line 2", invoke, "{\"process\":0,\"type\":\"ok\",\"value\":5}");
        assertUnreadable("line 2", invoke, "{\"process\":0,\"type\":\"ok\",\"applied\":false}");
        assertUnreadable("line 2", invoke, "{\"process\":0,\"type\":\"ok\",\"value\":\"v\",\"version\":\"7\"}");
    }

    private static void assertUnreadable(String where, String... lines) {
        UnreadableHistoryException e =
                assertThrows(UnreadableHistoryException.class, () -> read(HistoryFormat.CATENA, lines));
        assertTrue(e.getMessage(), e.getMessage().startsWith(where));
    }

    @Test
    public void theEtcdFormatKnowsFailedComparesAndSilentTimeouts() throws IOException {
        List<Operation> operations = read(
                HistoryFormat.PORCUPINE_ETCD,
                "INFO  jepsen.util - 0\t:invoke\t:write\t3",
                "INFO  jepsen.util - 1\t:invoke\t:cas\t[1 2]",
                "INFO  jepsen.util - 1\t:fail\t:cas\t[1 2]",
                "INFO  jepsen.util - 0\t:info\t:write\t:timed-out",
                "INFO  jepsen.util - 2\t:invoke\t:read\tnil",
                "INFO  jepsen.util - 2\t:fail\t:read\t:timed-out",
                "INFO  jepsen.util - 2\t:invoke\t:read\tnil",
                "INFO  jepsen.util - 2\t:ok\t:read\tnil");
        assertEquals(
                List.of(
                        Operation.open(0, Call.put("register", "3"), 0),
                        new Operation(1, Call.put("register", "2", Condition.value("1")), Answer.NOT_APPLIED, 1, 2),
                        new Operation(2, Call.get("register"), Answer.ABSENT, 6, 7)),
                operations);
    }

    @Test
    public void theKvFormatTakesAbsentAndEmptyForTheSame() throws IOException {
        List<Operation> operations = read(
                HistoryFormat.PORCUPINE_KV,
                "{:process 0, :type :invoke, :f :get, :key \"1\", :value nil}",
                "{:process 0, :type :ok, :f :get, :key \"1\", :value \"\"}",
                "{:process 0, :type :invoke, :f :append, :key \"1\", :value \"x 0 1 y\"}",
                "{:process 0, :type :ok, :f :append, :key \"1\", :value \"x 0 1 y\"}",
                "{:process 0, :type :invoke, :f :put, :key \"1\", :value \"\"}");
        assertEquals(
                List.of(
                        new Operation(0, Call.get("1"), Answer.ABSENT, 0, 1),
                        new Operation(0, Call.append("1", "x 0 1 y"), Answer.DONE, 2, 3),
                        Operation.open(0, Call.delete("1"), 4)),
                operations);
    }
}
