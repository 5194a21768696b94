package io.catena.client;

import io.catena.thrift.Slots;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/**
 * What the client knows of the cluster: how many chains it has, the {@link ChainRoute} of each that was needed, and which
 * servers answer ({@link Standing}). A server that does not answer is not asked for a while if there is another one, because
 * each server passes a call on to the member that carries it out. The servers that the application named are never forgotten:
 * this machine may be unable to reach the addresses that members announce.
 *
 * <p>Nothing is asked about a chain before a call needs it. Thread-safe.
 */
final class Topology {
    private final KnownServers servers;
    private final ReadRouting readRouting = new ReadRouting();
    private final Standing standing = new Standing();
    private final CommonRefusal commonRefusal = new CommonRefusal();
    /** Each cluster has this chain. */
    private final ChainRoute first;
    /** Of all chains in their order, each null until it is needed. Null until a server has told how many there are. */
    private volatile AtomicReferenceArray<ChainRoute> routes;

    Topology(List<ServerAddress> named) {
        servers = new KnownServers(named);
        first = newRoute(1);
    }

    private ChainRoute newRoute(int chain) {
        return new ChainRoute(chain, this, new ChainStanding(standing));
    }

    /** How many chains the cluster has, which never changes; 0 if that is not known yet. */
    int chains() {
        AtomicReferenceArray<ChainRoute> known = routes;
        return known == null ? 0 : known.length();
    }

    /** The chain of the key; the first one while it is not known how many there are. */
    ChainRoute routeOf(byte[] key) {
        AtomicReferenceArray<ChainRoute> known = routes;
        return known == null || known.length() == 1 ? first : route(known, Slots.chainOf(key, known.length()));
    }

    private ChainRoute route(AtomicReferenceArray<ChainRoute> known, int chain) {
        ChainRoute route = known.get(chain - 1);
        if (route != null) {
            return route;
        }
        ChainRoute made = newRoute(chain);
        ChainRoute other = known.compareAndExchange(chain - 1, null, made);
        return other == null ? made : other;
    }

    /** The member of the chain to which a read goes; null if none is usable. */
    ServerAddress readMember(Layout layout, Predicate<ServerAddress> usable) {
        return readRouting.choose(layout, usable);
    }

    /** To be called when the server has answered a batch of reads. */
    void readAnswered(ServerAddress server, long nanos) {
        readRouting.answered(server, nanos);
    }

    /** Those that the application named. */
    List<ServerAddress> named() {
        return servers.named();
    }

    /** All servers that can be asked, those that most likely answer first. */
    List<ServerAddress> servers() {
        return standing.bestFirst(servers.all());
    }

    /** All servers that can be asked about the chain, those that most likely answer first. */
    List<ServerAddress> serversFor(int chain) {
        AtomicReferenceArray<ChainRoute> known = routes;
        if (chain == 1) {
            return first.servers();
        }
        return known == null || chain > known.length() || known.get(chain - 1) == null
                ? servers()
                : known.get(chain - 1).servers();
    }

    boolean isKnown(ServerAddress server) {
        return servers.all().contains(server);
    }

    /** Whether there is another server to ask than the one that is being asked. */
    boolean hasChoice() {
        return servers.all().size() > 1;
    }

    /** Whether each known server was found dead lately, and none has answered since. */
    boolean nobodyAnswers() {
        return standing.areAllDead(servers.all());
    }

    /** Why the server was dead that was found dead last; null if none was. */
    Problem latestDeath() {
        return standing.latestDeath();
    }

    /** To be called when a search has found this server. */
    void found(ServerAddress server) {
        first.served(server);
    }

    /** To be called when a search has asked all servers and found none. */
    void searchedInVain(Optional<Problem> refusal) {
        refusal.ifPresentOrElse(why -> commonRefusal.refused(why, System.nanoTime()), commonRefusal::mayAnswer);
    }

    /** Why it helps nobody to try any server; null if it may help: see {@link CommonRefusal}. */
    Problem commonRefusal() {
        return commonRefusal.verdict(System.nanoTime());
    }

    /** To be called when any server has answered. */
    void answered() {
        commonRefusal.answered();
    }

    /** To be called when no connection to the server can be made, or when it keeps silent. */
    void dead(ServerAddress server, Problem why) {
        standing.dead(server, why);
    }

    /**
     * To be called when a server has told a layout. One of a cluster with another number of chains changes nothing: that number
     * never changes, so it is not this cluster's.
     */
    void learned(Layout layout) {
        AtomicReferenceArray<ChainRoute> known = chains(layout.chains());
        if (known.length() == layout.chains() && layout.chain() <= known.length()) {
            route(known, layout.chain()).learned(layout);
        }
    }

    private synchronized AtomicReferenceArray<ChainRoute> chains(int told) {
        if (routes == null) {
            AtomicReferenceArray<ChainRoute> made = new AtomicReferenceArray<>(told);
            made.set(0, first);
            routes = made;
        }
        return routes;
    }

    /** To be called when a chain has other members than before. */
    void replaced(Set<ServerAddress> before, Set<ServerAddress> after) {
        if (servers.replace(before, after)) {
            Set<ServerAddress> all = Set.copyOf(servers.all());
            standing.retain(all);
            readRouting.retain(all);
        }
    }
}
