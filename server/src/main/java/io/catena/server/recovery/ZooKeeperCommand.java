package io.catena.server.recovery;

import io.catena.server.controller.decision.Recovery;
import picocli.CommandLine.Command;

/** {@code recover zookeeper}: ZooKeeper's data is lost or old, and the data of the nodes is intact. */
@Command(
        name = "zookeeper",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes the configuration that the nodes' data directories hold into ZooKeeper, when its own data is"
                        + " lost or old. Stop all nodes before, and name the directories of all of them with --from.")
final class ZooKeeperCommand extends ForceCommand {
    @Override
    ChainRecovery.Kind kind() {
        return new ChainRecovery.Kind((shown, found) -> shown, Recovery::ofZooKeeper);
    }
}
