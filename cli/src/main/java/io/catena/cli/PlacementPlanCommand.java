package io.catena.cli;

import io.catena.client.ClusterAdmin;
import io.catena.thrift.PlacedNode;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "plan",
        description =
                "Prints what would move if the chains were placed anew now, and changes nothing: how many chains, and of"
                        + " these how many heads, each node is to carry before and after, and how many replicas are to be made on"
                        + " it. How many bytes that is, is not known. Nodes that do not run count as those that come back.")
final class PlacementPlanCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 15_000;

    @ParentCommand
    private PlacementCommand placement;

    @Option(
            names = {"--without", "--drain"},
            paramLabel = "NODE",
            description = "As if this node were to carry nothing. May be given several times.")
    private List<String> without = new ArrayList<>();

    @Option(names = "--without-absent", description = "As if nodes that do not run came back no more.")
    private boolean withoutAbsent;

    @Override
    public Integer call() throws IOException {
        CatenaCommand catena = placement.catena();
        long timeoutMillis = catena.timeoutMillis(TIMEOUT_MILLIS);
        ClusterAdmin cluster = new ClusterAdmin(catena.servers(), catena.access());
        PlacementReport report = cluster.placement(timeoutMillis);
        PlacementQuestion question = new PlacementQuestion()
                .setWithout(without.stream().map(name -> nodeId(name, report)).toList())
                .setWithoutAbsent(withoutAbsent);
        new PlanText(cluster.planPlacement(question, timeoutMillis)).print(catena);
        return 0;
    }

    /** A cluster that places nothing refuses by itself. */
    private static String nodeId(String name, PlacementReport report) {
        List<PlacedNode> nodes = report.getNodes();
        return report.getReplicas() == 0 ? name : NodeNames.find(name, nodes).getNodeId();
    }
}
