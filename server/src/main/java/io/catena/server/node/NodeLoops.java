package io.catena.server.node;

import io.catena.server.chain.Space;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.node.operators.HandedOverAdmin;
import io.catena.server.node.replicas.AllReplicas;
import io.catena.server.node.replicas.MessagesOfLoops;
import io.catena.server.node.replicas.OtherLoop;
import io.catena.server.node.replicas.ReplicasOfLoops;
import io.catena.server.node.requests.ChainAccess;
import io.catena.server.placement.KnownPlacement;
import io.catena.server.replica.LeaveCompletion;
import io.catena.server.replica.LeaveOfLoops;
import io.catena.server.replica.LinksOfLoops;
import io.catena.server.replica.SuspectingChains;
import io.catena.server.requests.ChainRequests;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.RequestsOfOtherLoop;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.inbound.services.AuditedRequests;
import io.catena.server.runtime.Loops;
import io.catena.server.runtime.Scheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of a node, and what they know of each other (docs/architecture.md): a chain belongs to one of them, and what comes
 * to another is handed over. A single loop hands nothing over, and has no part of that in its way.
 */
final class NodeLoops {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLoops.class);

    private final Loops loops;
    private final List<NodeLoop> all = new ArrayList<>();
    private final AllReplicas replicas;
    private final MessagesOfLoops messages;

    /**
     * @param transports of each loop
     * @param maxWaitingBytes for the messages of other nodes that wait for one loop
     */
    NodeLoops(List<RpcTransport> transports, NodeLoop.OfTheNode node, long maxWaitingBytes) {
        loops = new Loops(transports.stream()
                .map(transport -> new OtherLoop(transport.loop()))
                .toList());
        transports.forEach(transport -> all.add(new NodeLoop(transport, node, loops.count())));
        replicas = isOne()
                ? first().carried()
                : new ReplicasOfLoops(loops, all.stream().map(NodeLoop::carried).toList());
        messages =
                new MessagesOfLoops(loops, all.stream().map(NodeLoop::carried).toList(), maxWaitingBytes);
        if (isOne()) {
            first().connect(first().connections(), first().carried()::peerDown, node.doubts(), new Others(Loops.FIRST));
        } else {
            connect(node.doubts());
        }
    }

    private void connect(Consumer<Boolean> doubts) {
        List<Consumer<String>> broken = new ArrayList<>();
        all.forEach(loop -> broken.add(loop.carried()::peerDown));
        LinksOfLoops links =
                new LinksOfLoops(loops, all.stream().map(NodeLoop::connections).toList(), broken);
        SuspectingChains suspecting = new SuspectingChains(doubts);
        for (int number = 0; number < loops.count(); number++) {
            int loop = number;
            all.get(loop)
                    .connect(
                            links.of(loop),
                            address -> links.isBroken(loop, address),
                            doubt -> loops.handOver(Loops.FIRST, () -> suspecting.report(loop, doubt)),
                            new Others(loop));
        }
    }

    private boolean isOne() {
        return loops.count() == 1;
    }

    /** What is there once for the node runs on it. */
    private NodeLoop first() {
        return all.get(Loops.FIRST);
    }

    private NodeLoop ofChain(int chain) {
        return all.get(loops.ofChain(chain));
    }

    /** What one of them knows of the others. */
    private final class Others implements RequestAssembly.OtherLoops {
        private final int here;

        Others(int here) {
            this.here = here;
        }

        @Override
        public int count() {
            return loops.count();
        }

        @Override
        public boolean isHere(int chain) {
            return loops.ofChain(chain) == here;
        }

        @Override
        public ChainRequests requests(int chain) {
            return new RequestsOfOtherLoop(loops, here, loops.ofChain(chain), new There(chain));
        }

        @Override
        public ChainAccess.Layouts layouts(int chain) {
            return then -> loops.handOver(
                    loops.ofChain(chain),
                    () -> ofChain(chain).access(chain).layouts().tell(then));
        }
    }

    /** A chain as its own loop knows it. */
    private final class There implements RequestsOfOtherLoop.There {
        private final int chain;

        There(int chain) {
            this.chain = chain;
        }

        @Override
        public ChainRequests requests() {
            return ofChain(chain).access(chain).requests();
        }

        @Override
        public Exception words(RequestFailure failure) {
            return failure.accept(ofChain(chain).access(chain).failures());
        }

        @Override
        public Exception defect(RuntimeException thrown) {
            LOG.error("chain {}: a request failed with an exception that it does not declare", chain, thrown);
            return thrown;
        }
    }

    /** Tasks that are there once for the node run on it. */
    Scheduler firstScheduler() {
        return first().scheduler();
    }

    /** To be looked at on the first loop. */
    AllReplicas replicas() {
        return replicas;
    }

    /** The free space of the disk has changed. Any thread. */
    void freeSpace(Space found) {
        all.forEach(loop -> loop.freeSpace(found));
    }

    /** Makes a replica with which the node begins. Before {@link #open}. */
    void beginWith(ChainZnodes chain) throws IOException {
        ofChain(chain.chain()).beginWith(chain);
    }

    /** Takes all replicas out of their chains. On the first loop, once. */
    void leave(Consumer<LeaveCompletion.Outcome> done) {
        new LeaveOfLoops(loops, all.stream().map(NodeLoop::leave).toList()).begin(done);
    }

    /**
     * From now on requests and messages are taken. Returns when that is so.
     *
     * @param endpoints of each loop
     * @param admin takes the requests of operators on the first loop
     */
    void open(List<NodeEndpoint> endpoints, AuditedRequests admin) {
        for (int loop = 0; loop < loops.count(); loop++) {
            all.get(loop)
                    .open(
                            endpoints.get(loop),
                            loop == Loops.FIRST ? admin : new HandedOverAdmin(loops, admin),
                            isOne() ? first().carried() : messages.of(loop));
        }
    }

    /** Begins the first lives; completed when all have begun. Not on a loop. */
    CompletableFuture<Void> beginFirstLives() {
        return CompletableFuture.allOf(
                all.stream().flatMap(loop -> loop.beginFirstLives().stream()).toArray(CompletableFuture<?>[]::new));
    }

    /** To be called after the first lives have begun. */
    void startTicking() {
        all.forEach(NodeLoop::startTicking);
    }

    /** Does something again and again on the first loop; a failure is only logged. */
    void every(long millis, String what, Runnable task) {
        first().every(millis, what, task);
    }

    /** Begins to carry what is placed on this node, and to give up what is not. */
    void followPlacement(Cluster cluster, KnownPlacement placement) {
        for (int number = 0; number < loops.count(); number++) {
            int loop = number;
            all.get(loop).followPlacement(cluster, placement, chain -> loops.ofChain(chain) == loop);
        }
    }

    /** All lives end. Returns when that is so; not on a loop. */
    void end() throws InterruptedException {
        for (NodeLoop loop : all) {
            loop.end();
        }
    }

    /** Closes the connections to other nodes. */
    void disconnect() {
        all.forEach(NodeLoop::disconnect);
    }
}
