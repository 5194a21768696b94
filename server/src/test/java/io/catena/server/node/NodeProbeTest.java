package io.catena.server.node;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.registration.RegisteredNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class NodeProbeTest {
    @Test
    public void whereNoProcessListensTheNodeIsGoneWhateverTheMachineAnswers_row72() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (NodeProbe probe = new NodeProbe(Optional::empty)) {
            String address = "127.0.0.1:" + port;
            assertEquals(
                    ProbeAnswer.GONE,
                    probe.ofChain(1).ask(new Member("n", 1, address)).get(5, TimeUnit.SECONDS));
            assertEquals(
                    ProbeAnswer.GONE,
                    probe.ask(new RegisteredNode("n", 1, address, ClusterFormat.KNOWN))
                            .get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    public void anAnswerThatComesAtOnceIsARefusalAndALateOneSilence_row72() {
        assertEquals(ProbeAnswer.GONE, NodeProbe.ofFailedConnect(0));
        assertEquals(ProbeAnswer.SILENT, NodeProbe.ofFailedConnect(1_000));
    }
}
