package io.catena.cli;

import io.catena.cli.text.Json;
import io.catena.cli.text.TextTable;
import io.catena.thrift.ClusterSettings;
import io.catena.thrift.SettingsReport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The report of a node on the settings that all nodes share, as text and as JSON. */
final class SettingsText {
    static final String LEASE_MILLIS = "lease-millis";
    static final String MIN_REPLICAS = "min-replicas";
    static final String WISHED_REPLICAS = "wished-replicas";
    static final String FORMAT = "format";

    private final SettingsReport report;

    SettingsText(SettingsReport report) {
        this.report = report;
    }

    /** Whether all members of all chains use the wanted settings. */
    boolean isInForce() {
        return holds() && report.getActivatedEpoch() >= report.getEpoch();
    }

    private boolean holds() {
        return report.isSetInForce() && report.getWanted().equals(report.getInForce());
    }

    /** What the change waits for. */
    String whatIsMissing() {
        return report.isSetChain() ? "chain " + report.getChain() + ": " + missing() : missing();
    }

    private String missing() {
        if (report.isSetNote()) {
            return report.getNote();
        }
        if (report.getEpoch() == 0) {
            return report.isSetChain() ? "it has not been formed" : "no chain has been formed";
        }
        if (holds()) {
            return "epoch " + report.getEpoch() + " has them, and waits until all " + report.getMembers()
                    + " members are in it and longer leases of older epochs are over";
        }
        return "epoch " + report.getEpoch()
                + (report.getActivatedEpoch() < report.getEpoch()
                        ? " must take full effect before the next, which has them"
                        : " does not have them, and the controller has not published the next");
    }

    void print(CatenaCommand catena) throws IOException {
        if (catena.json()) {
            Json.print(catena.console().out(), json());
            return;
        }
        Map<String, Object> wanted = values(report.getWanted());
        Map<String, Object> inForce = values(report.getInForce());
        TextTable textTable = new TextTable("SETTING", "WANTED", "IN FORCE");
        wanted.forEach((name, value) -> textTable.row(name, value, inForce == null ? null : inForce.get(name)));
        textTable.print(catena.console().out());
        catena.console().result(isInForce() ? whereInForce() : "not in force on all members yet: " + whatIsMissing());
        if (report.getEpoch() > 0 && report.getMembers() < report.getWanted().getMinReplicas()) {
            String name = report.isSetChain() ? "chain " + report.getChain() : "the chain";
            catena.console()
                    .result(name + " has " + report.getMembers() + " members and takes no writes with fewer than "
                            + report.getWanted().getMinReplicas() + "; start more nodes");
        }
    }

    private String whereInForce() {
        return report.isSetChain()
                ? "in force on all members of all chains"
                : "in force on all " + report.getMembers() + " members, epoch " + report.getEpoch();
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("wanted", values(report.getWanted()));
        json.put("inForce", values(report.getInForce()));
        json.put("inForceOnAllMembers", isInForce());
        json.put("chain", report.isSetChain() ? report.getChain() : null);
        json.put("epoch", report.getEpoch());
        json.put("activatedEpoch", report.getActivatedEpoch());
        json.put("members", report.getMembers());
        json.put("note", report.getNote());
        return json;
    }

    private static Map<String, Object> values(ClusterSettings settings) {
        if (settings == null) {
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(LEASE_MILLIS, settings.getLeaseMillis());
        values.put(MIN_REPLICAS, settings.getMinReplicas());
        values.put(WISHED_REPLICAS, settings.getWishedReplicas());
        values.put(FORMAT, settings.getFormat());
        return values;
    }
}
