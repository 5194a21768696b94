package io.catena.server.node;

import io.catena.server.chain.ClusterShape;
import io.catena.server.coordination.AccessNews;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.session.ZooKeeperSession;
import io.catena.server.node.health.StatusReport;
import io.catena.server.node.health.Troubles;
import io.catena.server.node.operators.AccessDesk;
import io.catena.server.node.operators.Admin;
import io.catena.server.node.operators.Consequences;
import io.catena.server.node.operators.DigestDesk;
import io.catena.server.node.operators.OrderDesk;
import io.catena.server.node.operators.PlacementDesk;
import io.catena.server.node.operators.PlanDesk;
import io.catena.server.node.operators.QuestionDesk;
import io.catena.server.node.operators.SettingsDesk;
import io.catena.server.node.replicas.AllReplicas;
import io.catena.server.node.replicas.ReplicaHost;
import io.catena.server.node.security.NodeSecurity;
import io.catena.server.node.shutdown.Closer;
import io.catena.server.threads.LoopThread;
import java.util.List;

/**
 * Puts together what operators ask, from the replicas that the node has at the time.
 *
 * @param chains of the cluster, the first one first
 */
record OperatorAssembly(
        NodeOptions options,
        AllReplicas replicas,
        Cluster cluster,
        ClusterShape shape,
        List<ChainZnodes> chains,
        ZooKeeperSession session,
        NodeSecurity security,
        AccessNews accessNews) {

    Troubles troubles() {
        return new Troubles(chains.size() > 1, options.zookeeper(), session::isConnected, security);
    }

    /** @param closer ends the threads of what is made */
    Admin admin(StatusReport status, Admin.Ending end, Closer closer) {
        OrderDesk orders = new OrderDesk(session::isConnected);
        closer.add("operators' orders", orders);
        QuestionDesk questions = new QuestionDesk(session::isConnected);
        closer.add("operators' questions", questions);
        LoopThread reading = new LoopThread("catena-digest");
        closer.add("digests", reading::finish);
        DigestDesk digests =
                new DigestDesk((chain, then) -> replicas.lookAt(chain, ReplicaHost::store, then), reading, questions);
        SettingsDesk settings = new SettingsDesk(cluster, shape, chains, orders, questions);
        AccessDesk access = new AccessDesk(cluster.access(), accessNews::rules, security.access(), orders, questions);
        PlacementDesk placement = new PlacementDesk(cluster, shape, chains, orders, questions);
        PlanDesk plan = new PlanDesk(cluster, shape, orders, questions);
        Consequences consequences = new Consequences(
                then -> replicas.lookAtAll(
                        host -> new Consequences.Chain(
                                host.layout().copy(),
                                host.replica().isMember(),
                                host.replica().isLastMember()),
                        then),
                session::isConnected);
        return new Admin(status, consequences, settings, access, placement, plan, digests, options.adminToken(), end);
    }
}
