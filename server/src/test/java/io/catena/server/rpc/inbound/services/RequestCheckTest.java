package io.catena.server.rpc.inbound.services;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import io.catena.server.chain.VersionedValue;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Condition;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.Test;
import org.junit.function.ThrowingRunnable;

public class RequestCheckTest {
    @Test
    public void theChainReckonsWithTheLargestValueThatIsTaken() {
        assertEquals(catenaConstants.MAX_VALUE_BYTES, VersionedValue.MAX_VALUE_BYTES);
    }

    @Test
    public void aKeyHasOneTo1024Bytes() throws Exception {
        RequestCheck.keys(List.of(bytes(1), bytes(1024)));
        refused("the key has 0 bytes; 1 to 1024 are legal", () -> RequestCheck.keys(List.of(bytes(0))));
        refused("the key has 1025 bytes; 1 to 1024 are legal", () -> RequestCheck.keys(List.of(bytes(3), bytes(1025))));
        refused("the key has 1025 bytes; 1 to 1024 are legal", () -> check(put(1025, 1)));
    }

    @Test
    public void aValueHasUpToOneMebibyteAndIsNeededByAPutOnly() throws Exception {
        check(put(1, 0), put(1, 1 << 20));
        refused("the value has 1048577 bytes; at most 1048576", () -> check(put(1, (1 << 20) + 1)));
        refused(
                "a PUT without a value; to delete the key send a DELETE",
                () -> check(new Write(WriteKind.PUT, bytes(1), false)));
        Write delete = new Write(WriteKind.DELETE, bytes(1), false).setValue(bytes(2 << 20));
        check(delete);
        assertFalse("dropped, so that it is not stored", delete.isSetValue());
    }

    @Test
    public void aBatchHasOneTo4096OperationsAndUpTo4MebibytesInAll() throws Exception {
        RequestCheck.keys(Collections.nCopies(4096, bytes(1)));
        refused(
                "the batch has 4097 operations; at most 4096: send smaller batches",
                () -> RequestCheck.keys(Collections.nCopies(4097, bytes(1))));
        refused("the batch is empty; send at least one key", () -> RequestCheck.keys(List.of()));
        refused("the batch is empty; send at least one write", () -> RequestCheck.writes(null));
        Write quarter = put(10, (1 << 20) - 10);
        check(quarter, quarter, quarter, quarter);
        refused(
                "keys and values of the batch have 4194305 bytes; at most 4194304: send smaller batches",
                () -> check(quarter, quarter, quarter, put(10, (1 << 20) - 11), put(1, 1)));
    }

    @Test
    public void aConditionHasExactlyOneOfItsTwoFields() throws Exception {
        check(put(1, 1).setCondition(new Condition().setAbsent(true)));
        check(put(1, 1).setCondition(new Condition().setVersion(0)));
        refused(
                "a condition with neither of absent and version set; set exactly one",
                () -> check(put(1, 1).setCondition(new Condition())));
        refused(
                "a condition with both of absent and version set; set exactly one",
                () -> check(
                        put(1, 1).setCondition(new Condition().setAbsent(true).setVersion(1))));
        refused(
                "a condition with absent = false; leave the condition out, or give the version that must exist",
                () -> check(put(1, 1).setCondition(new Condition().setAbsent(false))));
    }

    @Test
    public void aRequestNumberIsPositiveAndNotFarAboveTheLowestUnanswered() throws Exception {
        check(put(1, 1).setId(new WriteId(9, 1, 1)));
        check(put(1, 1).setId(new WriteId(9, 65_537, 1)));
        check(put(1, 1).setId(new WriteId(9, Long.MAX_VALUE, Long.MAX_VALUE)));
        refused("the request number is 0; the first is 1", () -> check(put(1, 1).setId(new WriteId(9, 0, 0))));
        refused(
                "lowestUnanswered is 0; 1 to the request number 1 are legal",
                () -> check(put(1, 1).setId(new WriteId(9, 1, 0))));
        refused(
                "lowestUnanswered is 3; 1 to the request number 2 are legal",
                () -> check(put(1, 1).setId(new WriteId(9, 2, 3))));
        refused(
                "request 65538 is 65537 above lowestUnanswered; at most 65536: wait for older answers first",
                () -> check(put(1, 1).setId(new WriteId(9, 65_538, 1))));
    }

    @Test
    public void aDeadlineIsBetweenOneMillisecondAndTenMinutes() throws Exception {
        assertEquals(new CallOptions(), RequestCheck.options(null));
        RequestCheck.options(new CallOptions().setDeadlineMillis(1));
        RequestCheck.options(new CallOptions().setDeadlineMillis(600_000));
        for (int bad : new int[] {0, -1, 600_001}) {
            refused(
                    "the deadline is " + bad + " ms; 1 to 600000 are legal",
                    () -> RequestCheck.options(new CallOptions().setDeadlineMillis(bad)));
        }
        refused("hops is -1; leave it at 0", () -> RequestCheck.options(new CallOptions().setHops(-1)));
    }

    private static void check(Write... writes) throws InvalidRequest {
        RequestCheck.writes(List.of(writes));
    }

    private static void refused(String sentence, ThrowingRunnable request) {
        assertEquals(sentence, assertThrows(InvalidRequest.class, request).getMessage());
    }

    private static Write put(int keyBytes, int valueBytes) {
        return new Write(WriteKind.PUT, bytes(keyBytes), false).setValue(bytes(valueBytes));
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.wrap(new byte[count]);
    }
}
