package io.catena.server.recovery;

import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.coordination.RecoveryZnodes;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code recover zookeeper}: ZooKeeper's data is lost or old, and the nodes' is not. */
@Command(
        name = "zookeeper",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes into ZooKeeper what the nodes' data directories tell, when ZooKeeper's own data is lost or old."
                        + " Stop all nodes before, and show the directories of all of them.")
final class ZooKeeperCommand extends ForceCommand {
    @Override
    Recovery decide(Recovery.Seen seen) {
        return Recovery.ofZooKeeper(seen);
    }

    @Override
    List<Holding> copies(List<Holding> shown, RecoveryZnodes.Found found) {
        return shown;
    }
}
