package io.catena.server.recovery;

import io.catena.server.chain.Configuration;
import io.catena.server.controller.decision.Recovery;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks whether members of the last known configuration still run although ZooKeeper does not show them. An address is tried
 * once, however many chains had a member there.
 */
final class OldMembers {
    private static final int CONNECT_MILLIS = 1_000;

    private final Map<String, Boolean> tried = new HashMap<>();

    /**
     * Names the old members whose ports accept connections. A machine that cannot be reached from here is not found.
     */
    Optional<String> thatRun(Recovery.Seen seen) {
        List<Configuration> known = seen.configurations();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        List<String> running = known.get(known.size() - 1).line().stream()
                .filter(member -> seen.registered().stream()
                        .noneMatch(node -> node.nodeId().equals(member.nodeId())
                                || node.address().equals(member.address())))
                .filter(member -> tried.computeIfAbsent(member.address(), OldMembers::takesConnections))
                .map(member -> member.nodeId() + " (" + member.address() + ")")
                .toList();
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of("ports of old members accept connections: " + String.join(", ", running)
                        + "; stop those nodes, since they may still serve clients; use --no-probe if other"
                        + " programs have the ports");
    }

    private static boolean takesConnections(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(address.substring(colon + 1));
            socket.connect(new InetSocketAddress(address.substring(0, Math.max(0, colon)), port), CONNECT_MILLIS);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
