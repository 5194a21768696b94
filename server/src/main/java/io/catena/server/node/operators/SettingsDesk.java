package io.catena.server.node.operators;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.Origin;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.SettingsZnode;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.FormatUnknown;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.WriteUnknown;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.rpc.Reply;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and changes the wanted settings of the cluster in ZooKeeper. What they would cost, and how far they have come, is told of all
 * chains of the cluster, whichever of them this node carries. Called on the node's first loop.
 */
public final class SettingsDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsDesk.class);

    private final SettingsZnode znode;
    private final ClusterShape shape;
    private final List<ChainZnodes> chains;
    private final PublishedChains published;
    private final OrderDesk orders;
    /** There is one question. */
    private final Questions<String, SettingsReport> questions;

    /** @param chains of the cluster, the first one first */
    public SettingsDesk(
            Cluster cluster, ClusterShape shape, List<ChainZnodes> chains, OrderDesk orders, QuestionDesk questions) {
        this.znode = cluster.settings();
        this.shape = shape;
        this.chains = chains;
        this.published = new PublishedChains(cluster, chains);
        this.orders = orders;
        this.questions = questions.about(all -> readNow());
    }

    void read(Origin asker, Reply<SettingsReport> reply) {
        questions.ask("", asker, reply);
    }

    private SettingsReport readNow() throws MalformedZnode, Unavailable {
        try {
            return report(znode.fetchNewest()
                    .orElseThrow(() -> unavailable("none are stored; start a node again, which stores them")));
        } catch (ZooKeeperUnavailable e) {
            throw unavailable(e.getMessage());
        }
    }

    /** @param force whether they are changed also if chains take no writes then */
    void change(GivenSettings change, boolean force, Reply<SettingsReport> reply) {
        List<String> impossible = change.impossible(shape);
        if (!impossible.isEmpty()) {
            reply.fail(new InvalidRequest(String.join("; ", impossible)));
            return;
        }
        orders.work(reply, () -> {
            SharedSettings wanted = changeNow(change, force);
            LOG.info("an operator has changed the wanted settings: {}", wanted);
            return reportOfStored(wanted);
        });
    }

    private SharedSettings changeNow(GivenSettings change, boolean force) throws MalformedZnode, TException {
        if (!force && change.minReplicas() != null) {
            requireService(change.minReplicas());
        }
        try {
            return znode.change(change, chains);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest(e.getMessage());
        } catch (FormatUnknown e) {
            throw new Refused(e.getMessage(), RefusedReason.FORMAT_UNKNOWN);
        } catch (WriteUnknown e) {
            throw new OutcomeUnknown("the change may have been stored: " + e.getMessage()
                    + "; 'catena settings' shows the wanted settings");
        } catch (ZooKeeperUnavailable e) {
            throw AdminFailure.nothingChanged(e);
        }
    }

    /** Refuses what would stop writes of any chain. */
    private void requireService(int minReplicas) throws Unavailable, Refused {
        Optional<Refused> refusal;
        try {
            refusal = SettingsConsequences.ofMinReplicas(minReplicas, published.look());
        } catch (MalformedZnode | ZooKeeperUnavailable e) {
            throw AdminFailure.nothingChanged(e);
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** A change that is stored does not fail any more. */
    private SettingsReport reportOfStored(SharedSettings wanted) {
        try {
            return report(wanted);
        } catch (CoordinationException e) {
            return WireSettings.withoutChain(wanted, "how far they have come cannot be read now: " + e.getMessage());
        }
    }

    /** Tells beside the wanted settings how far they have come. */
    private SettingsReport report(SharedSettings wanted) throws MalformedZnode, ZooKeeperUnavailable {
        List<PublishedChain> all = published.look();
        PublishedChain told = all.stream()
                .filter(chain -> !chain.hasInForce(wanted))
                .findFirst()
                .or(() -> all.stream().min(Comparator.comparingInt(PublishedChain::members)))
                .orElseThrow();
        return WireSettings.report(wanted, told, all.size() > 1, published.note(told));
    }

    private static Unavailable unavailable(String why) {
        return new Unavailable("the settings of the cluster: " + why, UnavailableReason.CHANGING);
    }
}
