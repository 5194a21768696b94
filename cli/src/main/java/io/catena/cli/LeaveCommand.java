package io.catena.cli;

import io.catena.client.NodeAdmin;
import picocli.CommandLine.Command;

@Command(
        customSynopsis = {
            "catena leave (head|middle|tail | --ports=[HOST:]PORT[,...]) [--clean=0|1] [--force]",
            "       [--admin-token-file=FILE] [-o=table|json] [--timeout=DURATION] [--servers=HOST:PORT[,...]]"
        },
        description =
                "Ends the memberships and the processes of nodes, and waits for it. A clean leave retires the data of"
                        + " the node.")
final class LeaveCommand extends EndCommand {
    @Override
    void tell(NodeAdmin node, boolean isClean, boolean forced, String token) {
        node.leave(isClean, forced, token);
    }
}
