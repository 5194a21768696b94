package io.catena.server.recovery;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.Recovery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the operator reads before choosing. */
final class RecoveryText {
    private static final List<String> TITLES = List.of(
            "NODE", "LINEAGE", "EPOCH", "ACTIVATED", "APPLIED", "LOG END", "CHECKSUM", "COPY", "KNOWS THE MEMBERS OF");

    private RecoveryText() {}

    /** What the copies hold, one line for each. */
    static String table(List<Holding> holdings) {
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        holdings.forEach(holding -> rows.add(row(holding)));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(r -> r.get(column).length())
                        .max()
                        .orElse(0);
                line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static List<String> row(Holding holding) {
        return List.of(
                holding.nodeId(),
                Long.toString(holding.lineage()),
                atLeast(holding, holding.epoch()),
                holding.known() == null ? "?" : Long.toString(holding.known().activatedEpoch()),
                holding.applied() == 0 && holding.logEnd() > 0 ? "?" : Long.toString(holding.applied()),
                atLeast(holding, holding.logEnd()),
                holding.lastChecksum() == 0 ? "?" : Long.toHexString(holding.lastChecksum() & 0xffffffffL),
                copy(holding),
                holding.known() == null ? "none" : known(holding.known().configuration()));
    }

    /** A node that runs has reported what it held when its life began; it may hold more. */
    private static String atLeast(Holding holding, long number) {
        return (holding.live() ? "at least " : "") + number;
    }

    private static String copy(Holding holding) {
        if (holding.retired()) {
            return "has left";
        }
        if (holding.installing()) {
            return "in part";
        }
        return holding.lineage() == 0 ? "empty" : "whole";
    }

    private static String known(Configuration configuration) {
        return "epoch " + configuration.epoch() + ": "
                + configuration.members().stream().map(Member::nodeId).collect(Collectors.joining(", "));
    }

    /** What ZooKeeper holds. */
    static String zooKeeper(Recovery.Seen seen) {
        Configuration current = seen.current();
        Configuration activated = seen.activated();
        return "ZooKeeper knows "
                + (current == null ? "no configuration" : known(current) + " (lineage " + current.lineage() + ")")
                + (activated == null ? "" : "; activated is epoch " + activated.epoch())
                + (seen.registered().isEmpty()
                        ? "; no node is registered"
                        : "; registered are "
                                + seen.registered().stream().map(Member::nodeId).collect(Collectors.joining(", ")));
    }

    /** The copies to choose from, and the cost of each choice. */
    static List<String> choices(Recovery recovery) {
        List<String> lines = new ArrayList<>();
        lines.add("The chain can be formed from");
        boolean first = true;
        for (Recovery.Choice choice : recovery.choices()) {
            Configuration forced = recovery.force(choice.copy().nodeId()).configuration();
            lines.add("  " + choice.copy().nodeId() + (first ? " (recommended)" : "") + ", in epoch " + forced.epoch()
                    + " of lineage " + forced.lineage() + ": " + choice.cost() + ".");
            first = false;
        }
        lines.add("All others join it and copy what they lack; in a new lineage they keep no data of their own.");
        lines.add("Assumed: ZooKeeper shows all nodes of this cluster that run, and no directory is an old copy that"
                + " was restored.");
        return lines;
    }
}
