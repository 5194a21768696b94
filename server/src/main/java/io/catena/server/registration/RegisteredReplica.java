package io.catena.server.registration;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The present life of one chain's replica, as it registers itself. Its number is that of the report.
 *
 * @param process the incarnation of the process in which it lives
 * @param report what the replica tells the controller
 * @param health the health of its node
 */
public record RegisteredReplica(long process, ReplicaReport report, Health health) {
    public long life() {
        return report.life();
    }

    /**
     * The lives that count: those whose process is registered (N5). A life that an earlier process has left behind does
     * not count.
     *
     * @param nodes by node id
     * @param replicas of one chain, by node id
     * @return in the order of the replicas
     */
    public static List<Member> living(Map<String, RegisteredNode> nodes, Map<String, RegisteredReplica> replicas) {
        List<Member> living = new ArrayList<>();
        replicas.forEach((nodeId, replica) -> {
            RegisteredNode node = nodes.get(nodeId);
            if (node != null && node.incarnation() == replica.process()) {
                living.add(new Member(nodeId, replica.life(), node.address()));
            }
        });
        return living;
    }

    /** Whether the controller, which was told {@code before}, has to be told this. */
    boolean isNews(RegisteredReplica before) {
        return process != before.process || report.isNews(before.report) || !health.equals(before.health);
    }
}
