package io.catena.cli;

import io.catena.client.NodeAdmin;
import picocli.CommandLine.Command;

@Command(
        customSynopsis = {
            "catena leave (head|middle|tail | --ports=[HOST:]PORT[,...]) [--clean=0|1] [--force]",
            "       [--admin-token-file=FILE] [-o=table|json] [--timeout=DURATION] [--servers=HOST:PORT[,...]]"
        },
        description =
                "Ends nodes' memberships and processes and waits until they are gone. A clean leave retires the data.")
final class LeaveCommand extends EndCommand {
    @Override
    void tell(NodeAdmin node, boolean isClean, boolean forced, String token) {
        node.leave(isClean, forced, token);
    }
}
