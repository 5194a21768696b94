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

/** What this node knows of the chain's membership, for clients and for passing requests on. Owned by the event loop. */
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

    /** The newest configuration heard of; null if none. */
    Configuration configuration() {
        return configuration;
    }

    /** How many members count, the joining replica not included. */
    int members() {
        return configuration == null ? 0 : configuration.members().size();
    }

    /** With fewer members the chain takes no writes. */
    int minReplicas() {
        return configuration == null ? 0 : configuration.minReplicas();
    }

    /** How many members the operator wishes the chain to have; 0 if nobody has said so. */
    int wishedReplicas() {
        return configuration == null || configuration.settings() == null
                ? 0
                : configuration.settings().wishedReplicas();
    }

    /** The format of the newest epoch; 0 if none was heard of. */
    int format() {
        return configuration == null ? 0 : configuration.format().number();
    }

    long epoch() {
        return configuration == null ? 0 : configuration.epoch();
    }

    /** The last activated epoch heard of; 0 if none. */
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

    /** What became of a life of this node, as the end of a sentence. */
    String whyRemoved(Member life) {
        return Optional.ofNullable(configuration)
                .flatMap(c -> life == null ? Optional.empty() : c.removalOf(life))
                .map(Removal::words)
                .orElse("has no place in the chain any more");
    }

    /** Why the node last lost its place, if it has none since and that is still known. */
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

    /** Whether the controller says that the chain serves but that its members stay as they are until somebody looks at it. */
    boolean isFrozen() {
        return note.startsWith(Decision.FROZEN);
    }

    /** Whether the controller says that the chain does not serve. */
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

    /** @param wanted what the cluster is to have */
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
