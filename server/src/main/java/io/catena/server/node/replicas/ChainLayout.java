package io.catena.server.node.replicas;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.controller.decision.Decision;
import io.catena.server.requests.KnownConfiguration;
import io.catena.server.rpc.HostPort;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import java.util.List;
import java.util.Optional;

/**
 * The membership of the chain as this node knows it, for clients and for forwarding requests. Owned by the event loop.
 */
public final class ChainLayout {
    private final String cluster;
    private final int chain;
    private final KnownConfiguration known = new KnownConfiguration();
    private long activatedEpoch;
    private String note = "";

    public ChainLayout(String cluster, int chain) {
        this.cluster = cluster;
        this.chain = chain;
    }

    public int chain() {
        return chain;
    }

    /** What is known at this moment, which does not change any more: any thread may read it. */
    public ChainLayout copy() {
        ChainLayout copy = new ChainLayout(cluster, chain);
        if (configuration() != null) {
            copy.configuration(configuration());
        }
        copy.activated(activatedEpoch);
        copy.note(note);
        return copy;
    }

    /** The newest known configuration; null if none is known. */
    public Configuration configuration() {
        return known.newest();
    }

    /** The number of members, without the joining replica. */
    public int members() {
        Configuration configuration = configuration();
        return configuration == null ? 0 : configuration.members().size();
    }

    /** With fewer members the chain takes no writes. */
    public int minReplicas() {
        Configuration configuration = configuration();
        return configuration == null ? 0 : configuration.minReplicas();
    }

    /** How many members the chain should have; 0 if the operator has not said so. */
    public int wishedReplicas() {
        Configuration configuration = configuration();
        return configuration == null || configuration.settings() == null
                ? 0
                : configuration.settings().wishedReplicas();
    }

    /** The format of the newest epoch; 0 if none is known. */
    public int format() {
        Configuration configuration = configuration();
        return configuration == null ? 0 : configuration.format().number();
    }

    /** Whether the chain makes no records, so that its members may change places (C17). */
    public boolean handsOver() {
        Configuration configuration = configuration();
        return configuration != null && configuration.handover();
    }

    public long epoch() {
        Configuration configuration = configuration();
        return configuration == null ? 0 : configuration.epoch();
    }

    /** The last activated epoch that is known; 0 if none is known. */
    public long activatedEpoch() {
        return activatedEpoch;
    }

    public void configuration(Configuration newest) {
        known.adopted(newest);
    }

    KnownConfiguration known() {
        return known;
    }

    void activated(long epoch) {
        activatedEpoch = Math.max(activatedEpoch, epoch);
    }

    /** Why a life of this node was removed, as the end of a sentence. */
    String whyRemoved(Member life) {
        return Optional.ofNullable(configuration())
                .flatMap(c -> life == null ? Optional.empty() : c.removalOf(life))
                .map(Removal::words)
                .orElse("has lost its place in the chain");
    }

    /** Why this node last lost its place, if it has none since then and the reason is still known. */
    public Optional<String> lastRemovalOf(String nodeId) {
        Configuration configuration = configuration();
        if (configuration == null || configuration.hasNode(nodeId)) {
            return Optional.empty();
        }
        return configuration.lastRemovals().stream()
                .filter(removal -> removal.nodeId().equals(nodeId))
                .reduce((older, newer) -> newer)
                .map(Removal::words);
    }

    /** What the controller last said of the chain; empty if nothing. */
    public String note() {
        return note;
    }

    public void note(String newNote) {
        note = newNote;
    }

    /**
     * Whether the controller has published that the chain serves, but that its members stay the same until an operator
     * acts.
     */
    public boolean isFrozen() {
        return note.startsWith(Decision.FROZEN);
    }

    /** Whether the controller has published that the chain does not serve. */
    public boolean isDown() {
        return !note.isEmpty() && !isFrozen();
    }

    /** The controller's note as the end of a sentence; empty if there is none. */
    public String noteAsClause() {
        return note.isEmpty() ? "" : ": " + note;
    }

    public Layout toWire() {
        Configuration configuration = configuration();
        List<LayoutMember> members = configuration == null
                ? List.of()
                : configuration.members().stream().map(ChainLayout::toWire).toList();
        Layout layout = new Layout(cluster, chain, epoch(), members, activatedEpoch);
        if (configuration != null && configuration.joining() != null) {
            layout.setJoining(toWire(configuration.joining()));
        }
        layout.setWishedReplicas(wishedReplicas());
        if (!note.isEmpty()) {
            layout.setNote(note);
        }
        return layout;
    }

    private static LayoutMember toWire(Member member) {
        HostPort address = HostPort.parse(member.address());
        return new LayoutMember(member.nodeId(), member.life(), address.host(), address.port());
    }
}
