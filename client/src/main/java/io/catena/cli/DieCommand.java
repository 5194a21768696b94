package io.catena.cli;

import io.catena.client.NodeAdmin;
import picocli.CommandLine.Command;

@Command(
        name = "die",
        description =
                "Ends nodes' processes and waits until they are gone. Their data is kept; started again, they rejoin.")
final class DieCommand extends EndCommand {
    @Override
    void tell(NodeAdmin node, boolean isClean, boolean forced, String token) {
        node.die(isClean, forced, token);
    }
}
