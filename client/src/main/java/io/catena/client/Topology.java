package io.catena.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the client knows of the chain: the newest layout that it has seen, and which servers answer ({@link Standing}). A
 * server that does not answer is not asked for a while if there is another one, because each server passes a call on to the
 * member that carries it out. The servers that the application named are never forgotten: this machine may be unable to
 * reach the addresses that members announce. Thread-safe.
 */
final class Topology {
    private final List<ServerAddress> named;
    private final ReadRouting readRouting = new ReadRouting();
    private final Standing standing = new Standing();
    private final CommonRefusal commonRefusal = new CommonRefusal();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile View view;
    private volatile boolean stale = true;

    /**
     * @param layout null until a layout was seen
     * @param servers all that can be asked, the members first
     */
    private record View(Layout layout, List<ServerAddress> servers) {}

    Topology(List<ServerAddress> named) {
        this.named = List.copyOf(new LinkedHashSet<>(named));
        this.view = new View(null, this.named);
    }

    ServerAddress writeTarget() {
        View now = view;
        ServerAddress head =
                now.layout == null ? null : now.layout.members().get(0).address();
        return head != null && !standing.isAvoided(head) ? head : standing.best(now.servers);
    }

    ServerAddress readTarget() {
        View now = view;
        ServerAddress member =
                now.layout == null ? null : readRouting.choose(now.layout, server -> !standing.isAvoided(server));
        return member == null ? standing.best(now.servers) : member;
    }

    /** To be called when the server has answered a batch of reads. */
    void readAnswered(ServerAddress server, long nanos) {
        readRouting.answered(server, nanos);
    }

    /** All servers that can be asked, those that most likely answer first. */
    List<ServerAddress> servers() {
        return standing.bestFirst(view.servers);
    }

    /** Whether there is another server to ask than the one that is being asked. */
    boolean hasChoice() {
        return view.servers.size() > 1;
    }

    /** Whether each known server was found dead lately, and none has answered since. */
    boolean nobodyAnswers() {
        return standing.areAllDead(view.servers);
    }

    /** Why the server was dead that was found dead last; null if none was. */
    Problem latestDeath() {
        return standing.latestDeath();
    }

    /** To be called when a search has asked all servers and found none. */
    void searchedInVain(Optional<Problem> refusal) {
        refusal.ifPresentOrElse(why -> commonRefusal.refused(why, System.nanoTime()), commonRefusal::mayAnswer);
    }

    /** Why it helps nobody to try any server; null if it may help: see {@link CommonRefusal}. */
    Problem commonRefusal() {
        return commonRefusal.verdict(System.nanoTime());
    }

    /** To be called when a server has answered on a new connection. */
    void connected() {
        commonRefusal.answered();
    }

    /** To be called when no connection to the server can be made, or when it keeps silent. */
    void dead(ServerAddress server, Problem why) {
        standing.dead(server, why);
        stale = true;
    }

    /** To be called when the server answers that it cannot serve at present. */
    void unsettled(ServerAddress server) {
        standing.unsettled(server);
        stale = true;
    }

    /** To be called when the server has answered a call. */
    void served(ServerAddress server) {
        standing.served(server);
        commonRefusal.answered();
    }

    /** To be called when a connection broke: the membership may have changed. */
    void suspectChange() {
        stale = true;
    }

    void sawEpoch(long epoch) {
        Layout layout = view.layout;
        if (layout == null || epoch > layout.epoch()) {
            stale = true;
        }
    }

    /** Whether the caller is to ask for the layout. If so, it must call {@link #refreshed} with the answer. */
    boolean claimRefresh() {
        if (!stale || !refreshing.compareAndSet(false, true)) {
            return false;
        }
        stale = false;
        return true;
    }

    /** @param learned null if the server could not tell */
    void refreshed(Layout learned) {
        if (learned == null) {
            stale = true;
        } else {
            learned(learned);
        }
        refreshing.set(false);
    }

    /** To be called when a server has told a layout. Null and a layout not newer than the known one change nothing. */
    synchronized void learned(Layout learned) {
        Layout known = view.layout;
        if (learned == null || learned.members().isEmpty() || known != null && learned.epoch() <= known.epoch()) {
            return;
        }
        Set<ServerAddress> servers = new LinkedHashSet<>();
        learned.members().forEach(member -> servers.add(member.address()));
        servers.addAll(named);
        view = new View(learned, List.copyOf(servers));
        standing.retain(servers);
        readRouting.retain(servers);
    }
}
