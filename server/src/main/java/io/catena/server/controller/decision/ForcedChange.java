package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the configurations that follow from an operator's choice (C13). */
final class ForcedChange {
    /** A life that never exists: nodes draw numbers above 0. */
    static final long NO_LIFE = -1;

    /** For people and for clients; no node connects to it. */
    private static final String UNKNOWN_ADDRESS = "unknown.invalid:1";

    private ForcedChange() {}

    static Recovery.Forced from(Recovery.Seen seen, Recovery.Choice choice) {
        Holding copy = choice.copy();
        Member chosen = new Member(copy.nodeId(), NO_LIFE, addressOf(seen, copy.nodeId()));
        boolean zooKeeperKnows = seen.current() != null && seen.current().epoch() >= seen.highestEpoch();
        Configuration forced = new Configuration(
                seen.chain(),
                seen.highestEpoch() + (zooKeeperKnows ? 1 : Recovery.MARGIN_EPOCHS),
                seen.highestLineage() + (choice.losesNothing() ? 0 : 1),
                List.of(chosen),
                null,
                false,
                removed(seen),
                settings(seen),
                SharedSettings.LONGEST_LEASE_MILLIS);
        Configuration held = new Configuration(
                seen.chain(),
                copy.epoch(),
                copy.lineage(),
                List.of(chosen),
                null,
                false,
                Map.of(),
                settings(seen),
                SharedSettings.LONGEST_LEASE_MILLIS);
        return new Recovery.Forced(forced, held);
    }

    /** The settings of the newest epoch that is known, since they were the last in force; null if none is known. */
    private static SharedSettings settings(Recovery.Seen seen) {
        return seen.configurations().stream()
                .filter(configuration -> configuration.settings() != null)
                .max(Comparator.comparingLong(Configuration::epoch))
                .map(Configuration::settings)
                .orElse(null);
    }

    /** No life that ever had a place in the chain may come back (C10). */
    private static Map<String, Long> removed(Recovery.Seen seen) {
        Map<String, Long> removed = new TreeMap<>();
        for (Configuration configuration : seen.configurations()) {
            removed.putAll(configuration.removed());
            configuration.line().forEach(m -> removed.put(m.nodeId(), m.life()));
        }
        return removed;
    }

    private static String addressOf(Recovery.Seen seen, String nodeId) {
        String address = UNKNOWN_ADDRESS;
        for (Configuration configuration : seen.configurations()) {
            for (Member member : configuration.line()) {
                address = member.nodeId().equals(nodeId) ? member.address() : address;
            }
        }
        return seen.registered().stream()
                .filter(m -> m.nodeId().equals(nodeId))
                .map(Member::address)
                .findFirst()
                .orElse(address);
    }
}
