package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.ClusterAdmin;
import io.catena.client.UnavailableException;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        description =
                "Has the chains of all nodes that do not run placed on others at once, and not when these nodes have been"
                        + " away for five minutes; says what moves, and waits until it has. All else is placed anew by itself when"
                        + " nodes come or go: while all nodes run, this does nothing. A node that comes back later is like a new one."
                        + " Without --timeout there is no limit to the wait.")
final class RebalanceCommand implements Callable<Integer> {
    @ParentCommand
    private CatenaCommand catena;

    @Option(names = "--no-wait", description = "Does not wait until all replicas are made.")
    private boolean noWait;

    @Mixin
    private AdminTokenOption token;

    @Override
    public Integer call() throws IOException, InterruptedException {
        String shown = token.read(catena);
        LongWait wait = new LongWait(catena);
        ClusterAdmin cluster = new ClusterAdmin(catena.servers(), catena.access());
        PlacementPlan plan = cluster.rebalance(shown, wait.callMillis());
        new PlanText(plan).print(catena);
        if (!catena.json()) {
            catena.console().result(words(plan));
        }
        if (!noWait) {
            await(cluster, plan, wait);
        }
        return ExitCode.DONE;
    }

    private static String words(PlacementPlan plan) {
        return plan.getAbsent().isEmpty()
                ? "all nodes that are to carry chains run: what there is to be moved moves by itself"
                : "not waited for any more: " + String.join(", ", plan.getAbsent());
    }

    private void await(ClusterAdmin cluster, PlacementPlan plan, LongWait wait) throws InterruptedException {
        MovePace pace = new MovePace("chain", System.nanoTime());
        int left = plan.getChains();
        while (left > 0) {
            String line = pace.line(left, System.nanoTime());
            if (line != null) {
                catena.console().message(line);
            }
            if (wait.isOver()) {
                throw new CommandFailure(
                        ExitCode.UNKNOWN,
                        left
                                + " chains are not where they are to be yet; it goes on by itself, and 'catena chains' shows"
                                + " how far it is");
            }
            if (!wait.awaitNextLook()) {
                continue;
            }
            try {
                left = left(cluster.placement(wait.callMillis()), plan);
            } catch (UnavailableException e) {
                // The servers that were asked may be gone; what is to be done is stored.
                catena.console().message("catena: " + e.getMessage());
            }
        }
    }

    /** Until the placement is made anew, all chains that it is to change count. */
    private static int left(PlacementReport report, PlacementPlan plan) {
        boolean isOld = report.getNodes().stream()
                .anyMatch(node -> !node.isSetHost()
                        && node.getChains() > 0
                        && plan.getAbsent().contains(node.getNodeId()));
        return isOld ? plan.getChains() : report.getMoving();
    }
}
