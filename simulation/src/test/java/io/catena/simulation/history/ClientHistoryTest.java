package io.catena.simulation.history;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.invariants.Violation;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

public class ClientHistoryTest {
    private static final WriteCommand.Condition ABSENT = new WriteCommand.Condition(true, 0);

    private static final Key KEY = new Key(bytes("k0"));

    private final ClientHistory history = new ClientHistory();
    private long operations;

    private ClientOperation asked(LoggedWrite.Kind kind, String value, WriteCommand.Condition condition) {
        byte[] bytes = value == null ? null : bytes(value);
        ClientOperation operation =
                new ClientOperation(1, ++operations, 1, kind, KEY, bytes, condition, null, kind != null);
        history.asked(operation);
        return operation;
    }

    private ClientOperation put(String value) {
        return asked(LoggedWrite.Kind.PUT, value, null);
    }

    private ClientOperation get() {
        return asked(null, null, null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static WriteAnswer applied(long version, VersionedValue previous) {
        return new WriteAnswer(true, version, previous);
    }

    private void isBroken(String check) {
        assertEquals(check, assertThrows(Violation.class, history::check).check());
    }

    @Test
    public void whatFitsTogetherPasses() {
        history.written(put("a"), applied(10, VersionedValue.ABSENT));
        history.written(put("b"), applied(20, new VersionedValue(bytes("a"), 10)));
        ClientOperation refused = asked(LoggedWrite.Kind.PUT, "c", ABSENT);
        history.written(refused, new WriteAnswer(false, 30, new VersionedValue(bytes("b"), 20)));
        history.unknown(put("d"));
        history.notDone(put("e"));
        history.found(get(), new VersionedValue(bytes("d"), 40));
        history.check();
    }

    @Test
    public void aStaleReadIsBroken() {
        history.written(put("a"), applied(10, null));
        history.written(put("b"), applied(20, null));
        history.found(get(), new VersionedValue(bytes("a"), 10));
        isBroken("linearizable");
    }

    @Test
    public void whatWasNotDoneIsNotRead() {
        ClientOperation denied = put("a");
        history.notDone(denied);
        history.found(get(), new VersionedValue(bytes("a"), 10));
        isBroken("linearizable");
    }

    @Test
    public void aValueBeforeThatWasOverwrittenIsBroken() {
        history.written(put("a"), applied(10, null));
        history.written(put("b"), applied(20, null));
        history.written(put("c"), applied(30, new VersionedValue(bytes("a"), 10)));
        isBroken("linearizable");
    }

    @Test
    public void aRefusalThatTellsAnOldValueIsBroken() {
        history.written(put("a"), applied(10, null));
        history.written(put("b"), applied(20, null));
        ClientOperation refused = asked(LoggedWrite.Kind.PUT, "c", ABSENT);
        history.written(refused, new WriteAnswer(false, 30, new VersionedValue(bytes("a"), 10)));
        isBroken("linearizable");
    }

    @Test
    public void aConditionAndTheValueThatWasThereMustFitTheVerdict() {
        ClientOperation operation = asked(LoggedWrite.Kind.PUT, "a", ABSENT);
        WriteAnswer answer = applied(20, new VersionedValue(bytes("x"), 10));
        assertEquals(
                "previous values",
                assertThrows(Violation.class, () -> history.written(operation, answer))
                        .check());
    }
}
