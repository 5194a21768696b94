package io.catena.server.node.operators;

import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.Origin;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.SettingsZnode;
import io.catena.server.coordination.client.CoordinationException.FormatUnknown;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.rpc.Reply;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and changes the wanted settings of the cluster in ZooKeeper. Called on the node's first loop.
 */
public final class SettingsDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsDesk.class);

    private final SettingsZnode znode;
    private final Supplier<List<ChainZnodes>> chains;
    private final Look look;
    private final OrderDesk orders;
    /** There is one question. */
    private final Questions<String, SharedSettings> questions;

    /** Looks at the chains of which is told how far the settings have come. */
    public interface Look {
        /** From any thread. */
        void at(Consumer<List<ChainLayout>> then);
    }

    /** @param chains of the cluster */
    public SettingsDesk(
            SettingsZnode znode, Supplier<List<ChainZnodes>> chains, Look look, OrderDesk orders, QuestionDesk desk) {
        this.znode = znode;
        this.chains = chains;
        this.look = look;
        this.orders = orders;
        this.questions = desk.about(all -> readNow());
    }

    void read(Origin asker, Reply<SettingsReport> reply) {
        questions.ask("", asker, reporting(reply));
    }

    private SharedSettings readNow() throws MalformedZnode, Unavailable {
        try {
            return znode.fetchNewest()
                    .orElseThrow(() -> unavailable("none are stored; start a node again, which stores them"));
        } catch (ZooKeeperUnavailable e) {
            throw unavailable(e.getMessage());
        }
    }

    void change(GivenSettings change, Reply<SettingsReport> reply) {
        orders.work(reporting(reply), () -> {
            try {
                SharedSettings wanted = znode.change(change, chains.get());
                LOG.info("an operator has changed the wanted settings: {}", wanted);
                return wanted;
            } catch (IllegalArgumentException e) {
                throw new InvalidRequest(e.getMessage());
            } catch (FormatUnknown e) {
                throw new Refused(e.getMessage(), RefusedReason.FORMAT_UNKNOWN);
            } catch (ZooKeeperUnavailable e) {
                throw new OutcomeUnknown("the change may have been stored: " + e.getMessage()
                        + "; 'catena settings' shows the wanted settings");
            }
        });
    }

    /** Tells beside the wanted settings how far they have come. */
    private Reply<SharedSettings> reporting(Reply<SettingsReport> reply) {
        return new Reply<>() {
            @Override
            public void succeed(SharedSettings wanted) {
                look.at(layouts -> reply.succeed(WireSettings.report(wanted, layouts)));
            }

            @Override
            public void fail(Exception error) {
                reply.fail(error);
            }
        };
    }

    private static Unavailable unavailable(String why) {
        return new Unavailable("the settings of the cluster: " + why, UnavailableReason.CHANGING);
    }
}
