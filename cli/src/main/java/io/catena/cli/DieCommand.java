package io.catena.cli;

import io.catena.client.NodeAdmin;
import picocli.CommandLine.Command;

@Command(
        customSynopsis = {
            "catena die (head|middle|tail | --ports=[HOST:]PORT[,...]) [--clean=0|1] [--force]",
            "       [--admin-token-file=FILE] [-o=table|json] [--timeout=DURATION] [--servers=HOST:PORT[,...]]"
        },
        description =
                "Ends the processes of nodes and waits until they have ended. They keep their data, and rejoin when"
                        + " started again.")
final class DieCommand extends EndCommand {
    @Override
    void tell(NodeAdmin node, boolean isClean, boolean forced, String token) {
        node.die(isClean, forced, token);
    }
}
