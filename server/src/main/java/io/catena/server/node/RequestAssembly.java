package io.catena.server.node;

import io.catena.server.coordination.ChainZnodes;
import io.catena.server.node.replicas.CarriedReplicas;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.node.replicas.LayoutLookUps;
import io.catena.server.node.requests.ChainAccess;
import io.catena.server.node.requests.ChainTable;
import io.catena.server.node.requests.Failures;
import io.catena.server.node.requests.SessionOrigin;
import io.catena.server.node.requests.WireRequests;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.requests.ChainRequests;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.LookedUpChains;
import io.catena.server.requests.Requests;
import io.catena.server.runtime.Scheduler;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Puts together what takes clients' requests, for chains that the node carries and for others. */
final class RequestAssembly {
    private final String cluster;
    private final CarriedReplicas carried;
    private final Forwarding forwarding;
    private final BooleanSupplier isConnected;
    private final ChainTable table;
    private final LookedUpChains lookedUp;
    private final OtherLoops others;

    /** The loops of the node, as one of them knows the others. */
    interface OtherLoops {
        /** With this one. */
        int count();

        /** Whether a chain belongs to this loop. */
        boolean isHere(int chain);

        /** Takes requests for a chain of another loop. */
        ChainRequests requests(int chain);

        /** Tells the layout of a chain of another loop. */
        ChainAccess.Layouts layouts(int chain);
    }

    /**
     * @param cluster its name
     * @param chains of the cluster, the first one first
     * @param isEverywhere whether every node carries every chain
     * @param calls runs what may wait for ZooKeeper, one task after the other
     * @param loop the event loop
     * @param isConnected whether ZooKeeper answers this node
     */
    RequestAssembly(
            String cluster,
            OtherLoops others,
            List<ChainZnodes> chains,
            boolean isEverywhere,
            CarriedReplicas carried,
            Forwarding forwarding,
            Executor calls,
            Scheduler loop,
            BooleanSupplier isConnected) {
        this.cluster = cluster;
        this.carried = carried;
        this.forwarding = forwarding;
        this.isConnected = isConnected;
        this.others = others;
        this.table = new ChainTable(chains.size(), chain -> others.isHere(chain) ? access(chain) : elsewhere(chain));
        this.lookedUp = new LookedUpChains(
                isEverywhere ? chain -> true : this::hears,
                new LayoutLookUps(chains, chain -> table.chain(chain).layout(), forwarding, calls, loop::execute),
                System::nanoTime,
                loop,
                others.count());
    }

    private boolean carries(int chain) {
        return carried.of(chain) != null;
    }

    /** A replica that has just been made knows nothing for a moment. */
    private boolean hears(int chain) {
        return carries(chain) && table.chain(chain).layout().configuration() != null;
    }

    private ChainAccess access(int chain) {
        ChainLayout layout = new ChainLayout(cluster, chain);
        CurrentReplica replica = new CurrentReplica();
        Requests requests = new Requests(
                chain,
                replica,
                layout::configuration,
                forwarding,
                new Requests.Ports(System::nanoTime, new SecureRandom()::nextLong, SessionOrigin::number),
                lookedUp.of(chain));
        return new ChainAccess(
                layout,
                replica,
                requests,
                new Failures(layout, replica::shortage, isConnected, table.count(), () -> carries(chain)),
                then -> lookedUp.whenFresh(chain, () -> then.accept(layout.toWire())));
    }

    /** Of a chain of another loop nothing is known here but its number: it gives its answers in its own words. */
    private ChainAccess elsewhere(int chain) {
        ChainLayout layout = new ChainLayout(cluster, chain);
        CurrentReplica replica = new CurrentReplica();
        return new ChainAccess(
                layout,
                replica,
                others.requests(chain),
                new Failures(layout, replica::shortage, isConnected, table.count(), () -> false),
                others.layouts(chain));
    }

    ChainTable table() {
        return table;
    }

    WireRequests clients() {
        return new WireRequests(table, others.count());
    }
}
