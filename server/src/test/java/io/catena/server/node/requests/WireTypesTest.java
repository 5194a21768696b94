package io.catena.server.node.requests;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import io.catena.server.chain.Key;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.requests.ReadResponse;
import io.catena.server.requests.StaleReadResponse;
import io.catena.server.requests.WriteResponse;
import io.catena.thrift.Condition;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.Test;

/** Requests and answers keep their content when they are converted between wire types and the chain's types. */
public class WireTypesTest {
    private static final byte[] BYTES = {1, 2};

    @Test
    public void writesArePassedOnAsTheyCame() {
        List<Write> writes = List.of(
                new Write().setKind(WriteKind.PUT).setKey(BYTES).setValue(new byte[0]),
                new Write()
                        .setKind(WriteKind.DELETE)
                        .setKey(BYTES)
                        .setId(new WriteId(3, 2, 1))
                        .setWantPrevious(true),
                new Write()
                        .setKind(WriteKind.PUT)
                        .setKey(BYTES)
                        .setValue(BYTES)
                        .setCondition(new Condition().setAbsent(true)),
                new Write()
                        .setKind(WriteKind.PUT)
                        .setKey(BYTES)
                        .setValue(BYTES)
                        .setCondition(new Condition().setVersion(9)));
        assertEquals(writes, WireTypes.writes(WireTypes.commands(writes)));
    }

    @Test
    public void keysArePassedOnAsTheyCame() {
        List<ByteBuffer> keys = List.of(ByteBuffer.wrap(BYTES), ByteBuffer.wrap(new byte[] {3}));
        List<Key> decoded = keys.stream().map(WireTypes::key).toList();
        assertEquals(keys, WireTypes.keys(decoded));
    }

    @Test
    public void answersToWritesArePassedBackAsTheyCame() {
        WriteResponse response = new WriteResponse(
                List.of(
                        new WriteAnswer(true, 8, null),
                        new WriteAnswer(false, 9, new VersionedValue(BYTES, 4)),
                        new WriteAnswer(true, 10, new VersionedValue(null, 5))),
                7);
        WriteResponse back = WireTypes.writeResponse(WireTypes.writeResults(response));
        assertEquals(7, back.epoch());
        assertEquals(response.answers().get(0), back.answers().get(0));
        assertEquals(4, back.answers().get(1).previous().version());
        assertArrayEquals(BYTES, back.answers().get(1).previous().value());
        assertEquals(response.answers().get(2), back.answers().get(2));
    }

    @Test
    public void valuesArePassedBackAsTheyCame() {
        ReadResponse response = new ReadResponse(List.of(VersionedValue.ABSENT, new VersionedValue(BYTES, 4)), 7);
        ReadResponse back = WireTypes.readResponse(WireTypes.readResults(response));
        assertEquals(7, back.epoch());
        assertEquals(VersionedValue.ABSENT, back.values().get(0));
        assertNull(back.values().get(0).value());
        assertEquals(4, back.values().get(1).version());
        assertArrayEquals(BYTES, back.values().get(1).value());
    }

    @Test
    public void anAgeIsRoundedUp() {
        ReadResponse nothing = new ReadResponse(List.of(), 7);
        assertEquals(
                3,
                WireTypes.staleResults(new StaleReadResponse(nothing, 2_999_999L))
                        .getStaleMillis());
        assertEquals(
                -1, WireTypes.staleResults(new StaleReadResponse(nothing, null)).getStaleMillis());
    }
}
