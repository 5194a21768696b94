package io.catena.server.node;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class NodeProbeTest {
    @Test
    public void whereNobodyListensTheNodeIsGoneWhateverTheMachineSaysToIt_row72() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (NodeProbe probe = new NodeProbe()) {
            assertEquals(
                    ProbeAnswer.GONE,
                    probe.ask(new Member("n", 1, "127.0.0.1:" + port)).get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    public void anAnswerThatComesAtOnceIsARefusalAndALateOneSilence_row72() {
        assertEquals(ProbeAnswer.GONE, NodeProbe.ofFailedConnect(0));
        assertEquals(ProbeAnswer.SILENT, NodeProbe.ofFailedConnect(1_000));
    }
}
