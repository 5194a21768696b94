package io.catena.server.recovery;

import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.coordination.RecoveryZnodes;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code recover chain}: ZooKeeper's data is intact, and the members that hold the chain are permanently lost. */
@Command(
        name = "chain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Forms a chain whose last members are permanently lost from another copy, which may be old:"
                + " writes acknowledged since then are lost. Nodes that run report their copies themselves; name the"
                + " data directories of others with --from.")
final class ChainCommand extends ForceCommand {
    @Override
    ChainRecovery.Kind kind() {
        return new ChainRecovery.Kind(ChainCommand::withThoseThatRun, Recovery::ofChain);
    }

    private static List<Holding> withThoseThatRun(List<Holding> shown, RecoveryZnodes.Found found) {
        List<Holding> copies = new ArrayList<>(shown);
        found.reports().forEach((nodeId, report) -> {
            if (found.clusterId() != null
                    && shown.stream().noneMatch(copy -> copy.nodeId().equals(nodeId))) {
                copies.add(Holding.reported(found.clusterId(), nodeId, report));
            }
        });
        return copies;
    }
}
