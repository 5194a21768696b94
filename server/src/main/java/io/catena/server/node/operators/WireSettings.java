package io.catena.server.node.operators;

import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.thrift.ClusterSettings;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;

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

    private static ClusterSettings settings(SharedSettings settings) {
        return new ClusterSettings(settings.leaseMillis(), settings.minReplicas(), settings.wishedReplicas())
                .setFormat(settings.format());
    }

    /**
     * Tells of one chain how far the wanted settings have come there.
     *
     * @param isOneOfMany whether the cluster has several chains, so that its number says something
     * @param note why it does not serve; empty if it does
     */
    static SettingsReport report(SharedSettings wanted, PublishedChain chain, boolean isOneOfMany, String note) {
        SettingsReport report =
                new SettingsReport(settings(wanted), chain.epoch(), chain.activatedEpoch(), chain.members());
        chain.settings().ifPresent(inForce -> report.setInForce(settings(inForce)));
        if (isOneOfMany) {
            report.setChain(chain.chain());
        }
        if (!note.isEmpty()) {
            report.setNote(note);
        }
        return report;
    }

    /** @param why how far they have come is not known */
    static SettingsReport withoutChain(SharedSettings wanted, String why) {
        return new SettingsReport(settings(wanted), 0, 0, 0).setNote(why);
    }
}
