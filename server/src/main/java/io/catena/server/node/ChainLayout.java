package io.catena.server.node;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Decision;
import io.catena.server.rpc.HostPort;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.SettingsReport;
import java.util.List;
import java.util.Optional;

/**
 * The membership of the chain as this node knows it, for clients and for forwarding requests. Owned by the event loop.
 */
final class ChainLayout {
    private final String cluster;
    private final int chain;
    private Configuration configuration;
    private long activatedEpoch;
    private String note = "";

    ChainLayout(String cluster, int chain) {
        this.cluster = cluster;
        this.chain = chain;
    }

    int chain() {
        return chain;
    }

    /** The newest known configuration; null if none is known. */
    Configuration configuration() {
        return configuration;
    }

    /** The number of members, without the joining replica. */
    int members() {
        return configuration == null ? 0 : configuration.members().size();
    }

    /** With fewer members the chain takes no writes. */
    int minReplicas() {
        return configuration == null ? 0 : configuration.minReplicas();
    }

    /** How many members the chain should have; 0 if the operator has not said so. */
    int wishedReplicas() {
        return configuration == null || configuration.settings() == null
                ? 0
                : configuration.settings().wishedReplicas();
    }

    /** The format of the newest epoch; 0 if none is known. */
    int format() {
        return configuration == null ? 0 : configuration.format().number();
    }

    long epoch() {
        return configuration == null ? 0 : configuration.epoch();
    }

    /** The last activated epoch that is known; 0 if none is known. */
    long activatedEpoch() {
        return activatedEpoch;
    }

    void configuration(Configuration newest) {
        if (newest.epoch() > epoch()) {
            configuration = newest;
        }
    }

    void activated(long epoch) {
        activatedEpoch = Math.max(activatedEpoch, epoch);
    }

    /** Why a life of this node was removed, as the end of a sentence. */
    String whyRemoved(Member life) {
        return Optional.ofNullable(configuration)
                .flatMap(c -> life == null ? Optional.empty() : c.removalOf(life))
                .map(Removal::words)
                .orElse("has no place in the chain any more");
    }

    /** Why this node last lost its place, if it has none since then and the reason is still known. */
    Optional<String> lastRemovalOf(String nodeId) {
        if (configuration == null || configuration.hasNode(nodeId)) {
            return Optional.empty();
        }
        return configuration.lastRemovals().stream()
                .filter(removal -> removal.nodeId().equals(nodeId))
                .reduce((older, newer) -> newer)
                .map(Removal::words);
    }

    void note(String newNote) {
        note = newNote;
    }

    /**
     * Whether the controller has published that the chain serves, but that its members stay the same until an operator
     * acts.
     */
    boolean isFrozen() {
        return note.startsWith(Decision.FROZEN);
    }

    /** Whether the controller has published that the chain does not serve. */
    boolean isDown() {
        return !note.isEmpty() && !isFrozen();
    }

    /** The controller's note as the end of a sentence; empty if there is none. */
    String noteAsClause() {
        return note.isEmpty() ? "" : ": " + note;
    }

    Layout toWire() {
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

    /** @param wanted the wanted settings */
    SettingsReport settingsReport(SharedSettings wanted) {
        SettingsReport report = new SettingsReport(WireTypes.settings(wanted), epoch(), activatedEpoch, members());
        if (configuration != null && configuration.settings() != null) {
            report.setInForce(WireTypes.settings(configuration.settings()));
        }
        if (!note.isEmpty()) {
            report.setNote(note);
        }
        return report;
    }

    private static LayoutMember toWire(Member member) {
        HostPort address = HostPort.parse(member.address());
        return new LayoutMember(member.nodeId(), member.incarnation(), address.host(), address.port());
    }
}
