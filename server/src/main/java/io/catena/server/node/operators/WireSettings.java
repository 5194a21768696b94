package io.catena.server.node.operators;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.thrift.ClusterSettings;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.util.List;

/** Converts settings of the wire to those of the chain and back. */
final class WireSettings {
    private WireSettings() {}

    static GivenSettings given(SettingsChange change) {
        return new GivenSettings(
                change.isSetLeaseMillis() ? change.getLeaseMillis() : null,
                change.isSetMinReplicas() ? change.getMinReplicas() : null,
                change.isSetWishedReplicas() ? change.getWishedReplicas() : null,
                change.isSetFormat() ? change.getFormat() : null);
    }

    private static boolean hasTakenEffect(SharedSettings wanted, ChainLayout layout) {
        return layout.configuration() != null
                && wanted.equals(layout.configuration().settings())
                && layout.epoch() == layout.activatedEpoch();
    }

    private static ClusterSettings settings(SharedSettings settings) {
        return new ClusterSettings(settings.leaseMillis(), settings.minReplicas(), settings.wishedReplicas())
                .setFormat(settings.format());
    }

    /**
     * Tells of the first chain in which the wanted settings have not taken full effect; of any, if they have in all.
     *
     * @param layouts of the chains that this node carries; a node that carries none cannot tell how far the settings have come
     */
    static SettingsReport report(SharedSettings wanted, List<ChainLayout> layouts) {
        if (layouts.isEmpty()) {
            return new SettingsReport(settings(wanted), 0, 0, 0)
                    .setNote("this node carries no chain; ask a node that carries one how far the settings have come");
        }
        ChainLayout layout = layouts.stream()
                .filter(one -> !hasTakenEffect(wanted, one))
                .findFirst()
                .orElse(layouts.get(0));
        SettingsReport report =
                new SettingsReport(settings(wanted), layout.epoch(), layout.activatedEpoch(), layout.members());
        Configuration configuration = layout.configuration();
        if (configuration != null && configuration.settings() != null) {
            report.setInForce(settings(configuration.settings()));
        }
        if (!layout.note().isEmpty()) {
            report.setNote(layout.note());
        }
        return report;
    }
}
