package io.catena.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        description =
                "Moves all chains of a node to other nodes, and waits until it carries none and may be stopped. No chain"
                        + " has fewer complete replicas meanwhile. The node carries nothing until 'catena undrain', also after a"
                        + " restart. Without --timeout there is no limit to the wait; if it ends before, the node is emptied all the"
                        + " same, and the same command waits again. For clusters whose chains are each on some of the nodes.")
final class DrainCommand implements Callable<Integer> {
    @ParentCommand
    private CatenaCommand catena;

    @Parameters(paramLabel = "NODE", description = NodeNames.HELP)
    private String node;

    @Option(names = "--no-wait", description = "Does not wait until the node is empty.")
    private boolean noWait;

    @Option(names = "--cancel", description = "Takes it back, as 'catena undrain' does.")
    private boolean cancel;

    @Mixin
    private AdminTokenOption token;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Draining draining = new Draining(catena, token.read(catena));
        return cancel ? draining.undrain(node) : draining.drain(node, !noWait);
    }
}
