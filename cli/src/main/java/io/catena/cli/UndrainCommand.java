package io.catena.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(description = "Takes 'catena drain' back: the node gets its share of the chains again.")
final class UndrainCommand implements Callable<Integer> {
    @ParentCommand
    private CatenaCommand catena;

    @Parameters(paramLabel = "NODE", description = NodeNames.HELP)
    private String node;

    @Mixin
    private AdminTokenOption token;

    @Override
    public Integer call() throws IOException {
        return new Draining(catena, token.read(catena)).undrain(node);
    }
}
