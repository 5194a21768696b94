package io.catena.server.rpc;

import static io.catena.server.rpc.ProtectedRig.MINE;
import static io.catena.server.rpc.ProtectedRig.key;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Catena;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.tls.TlsMaterial;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** Records of TLS that begin and do not end. */
public class HostileRecordsTest {
    /** As long as a record may be, of which all but one byte come. */
    private static final byte[] UNENDED = new byte[5 + 16_383];

    static {
        System.arraycopy(new byte[] {23, 3, 3, 0x40, 0}, 0, UNENDED, 0, 5);
    }

    private final RpcRig rig = new RpcRig();
    private final ProtectedRig ends = ProtectedRig.of(rig);

    @Rule
    public final TestRule rule = ends.rule();

    /** A socket whose bytes can be held back, and which can send bytes that are not encrypted. */
    private static final class Tap extends Socket {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean holds;

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int count) throws IOException {
                    if (holds) {
                        held.write(bytes, from, count);
                    } else {
                        out.write(bytes, from, count);
                    }
                }
            };
        }

        void send(byte[] bytes) throws IOException {
            super.getOutputStream().write(bytes);
        }

        void hold() {
            holds = true;
        }

        /** Sends what was held back, between two positions; the end is exclusive. */
        void sendHeld(int from, int to) throws IOException {
            super.getOutputStream().write(held.toByteArray(), from, to - from);
        }

        /** Waits until the other side closes. */
        void expectClosed() throws IOException {
            try {
                while (getInputStream().read() >= 0) {
                    // What was sent before the end does not matter.
                }
            } catch (SocketException reset) {
                return;
            }
        }
    }

    private TlsMaterial writer() throws Exception {
        return ends.material(ends.authority.certificate("writer").forAnyUse());
    }

    @Test
    public void aRecordThatDoesNotEndIsClosedAfterTheDeadlineOfFrames() throws Exception {
        rig.start(TestLimits.of("frameDeadlineMillis", 300));
        Catena.Client other = new Catena.Client(ends.as("writer"));
        other.layout(1);
        Tap nobody = new Tap();
        ends.over(nobody, ends.material(null));
        long begun = System.nanoTime();
        nobody.send(UNENDED);
        nobody.expectClosed();
        assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(300));
        assertEquals(
                1,
                rig.log.linesWith("a TLS record was not complete within 300 ms").size());
        assertEquals("c", other.layout(1).getCluster());
    }

    @Test
    public void recordsOfAllConnectionsTogetherTakeBoundedMemory() throws Exception {
        rig.start(TestLimits.of("maxBufferedInputBytes", 256 << 10));
        List<Tap> taps = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Tap tap = new Tap();
            taps.add(tap);
            ends.over(tap, ends.material(null));
            tap.send(UNENDED);
        }
        await().until(() -> rig.counter("connections.faulty") >= 40 - (256 << 10) / UNENDED.length);
        await().untilAsserted(() -> assertTrue("used: " + rig.usedBytes(), rig.usedBytes() < 512 << 10));
        assertTrue(rig.log.linesWith("about the most of all connections").size() > 0);
        for (Tap tap : taps) {
            tap.close();
        }
    }

    @Test
    public void eachRecordHasTheDeadlineForItself() throws Exception {
        rig.start(TestLimits.of("frameDeadlineMillis", 300));
        Tap tap = new Tap();
        TProtocol connection = ends.over(tap, writer());
        Catena.Client writer = new Catena.Client(connection);
        tap.hold();
        writer.send_layout(1);
        int length = tap.held.size();
        int calls = 30;
        for (int i = 1; i < calls; i++) {
            writer.send_layout(1);
        }
        assertEquals("records of equal lengths", calls * length, tap.held.size());
        // In each piece one record ends and the next one begins.
        int[] sent = {0};
        await().pollInterval(30, TimeUnit.MILLISECONDS).until(() -> {
            int to = Math.min(tap.held.size(), sent[0] + length + (sent[0] == 0 ? 5 : 0));
            tap.sendHeld(sent[0], to);
            sent[0] = to;
            return to == tap.held.size();
        });
        for (int i = 0; i < calls; i++) {
            assertEquals(TMessageType.REPLY, connection.readMessageBegin().type);
            new Catena.layout_result().read(connection);
            connection.readMessageEnd();
        }
    }

    @Test
    public void aRecordThatTheNodeDoesNotReadHasNoDeadline() throws Exception {
        WaitingNode node = new WaitingNode();
        rig.node = node;
        List<Reply<ReadResults>> waiting = node.holdReads();
        rig.start(TestLimits.of("frameDeadlineMillis", 200, "maxInFlightPerConnection", 1));
        Tap tap = new Tap();
        Catena.Client writer = new Catena.Client(ends.over(tap, writer()));
        tap.hold();
        writer.send_get(MINE, null);
        int first = tap.held.size();
        writer.send_get(MINE, null);
        tap.sendHeld(0, first + 5);
        await().until(() -> waiting.size() == 1);
        await("longer than the deadline").pollDelay(600, TimeUnit.MILLISECONDS).until(() -> true);
        waiting.get(0).succeed(new ReadResults(List.of(new ReadResult().setValue(key("v"))), 1));
        tap.sendHeld(first + 5, tap.held.size());
        await().until(() -> waiting.size() == 2);
        assertEquals(0, rig.counter("connections.faulty"));
    }
}
