package io.catena.server.coordination.controller;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Places;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ZnodeCodec;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The places in Curator's latch. Calls of ZooKeeper block until their outcome is known; one thread makes them. */
final class ElectionPlaces implements Places {
    private static final Logger LOG = LoggerFactory.getLogger(ElectionPlaces.class);

    private final Cluster cluster;
    private final LeaderEviction.ProcessProbe probe;

    ElectionPlaces(Cluster cluster, LeaderEviction.ProcessProbe probe) {
        this.cluster = cluster;
        this.probe = probe;
    }

    @Override
    public void first(Consumer<First> then) {
        First first;
        try {
            first = new First(firstPlace(), true);
        } catch (ZooKeeperUnavailable | MalformedZnode e) {
            LOG.debug("the first place in the election cannot be read at present", e);
            first = new First(Optional.empty(), false);
        }
        then.accept(first);
    }

    /** The names of places end in numbers of equal length, which ZooKeeper assigns in the order of their creation. */
    private Optional<Place> firstPlace() throws ZooKeeperUnavailable, MalformedZnode {
        String parent = cluster.znodes().election();
        Optional<String> first = cluster.calls().children(parent).stream()
                .min(Comparator.comparing(name -> name.substring(name.lastIndexOf('-') + 1)));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String path = parent + "/" + first.get();
        Optional<Znode> znode = cluster.calls().read(path);
        return znode.isEmpty() ? Optional.empty() : Optional.of(place(path, znode.get()));
    }

    private Place place(String path, Znode znode) throws ZooKeeperUnavailable, MalformedZnode {
        int version = znode.stat().getVersion();
        if (znode.stat().getEphemeralOwner() == cluster.calls().sessionId()) {
            return new Place(path, version, "", "", true, false);
        }
        ZnodeCodec.Candidacy candidacy = cluster.codec().candidacy(path, znode.data());
        return new Place(path, version, candidacy.nodeId(), candidacy.address(), false, isLeftover(znode, candidacy));
    }

    private boolean isLeftover(Znode place, ZnodeCodec.Candidacy candidacy) throws ZooKeeperUnavailable {
        Optional<Znode> registration = cluster.calls().read(cluster.znodes().node(candidacy.nodeId()));
        return registration
                .map(Znode::stat)
                .filter(stat -> stat.getEphemeralOwner() != place.stat().getEphemeralOwner()
                        && stat.getCzxid() > place.stat().getCzxid())
                .isPresent();
    }

    @Override
    public void remove(Place place, Consumer<Boolean> then) {
        boolean known = true;
        try {
            if (cluster.calls().delete(place.id(), place.version())) {
                LOG.warn("the controller does not answer; its place in the election was deleted, and the next"
                        + " candidate takes over");
            }
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("whether the place was deleted is unknown", e);
            known = false;
        }
        then.accept(known);
    }

    @Override
    public CompletableFuture<ProbeAnswer> ask(Place place) {
        return probe.ask(place.nodeId(), place.address());
    }
}
