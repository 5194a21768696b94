package io.catena.cli;

import io.catena.client.CatenaClient;
import io.catena.client.Layout;
import picocli.CommandLine.Option;

/** Which chain a command shows. */
final class ChainOption {
    @Option(
            names = "--chain",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "The chain: 1 (default) to the number of chains, which this command tells if there are several.")
    private int chain;

    Layout layout(CatenaClient client) {
        return client.layout(chain);
    }
}
