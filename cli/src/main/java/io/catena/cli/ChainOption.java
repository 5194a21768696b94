package io.catena.cli;

import io.catena.client.CatenaClient;
import io.catena.client.Layout;
import picocli.CommandLine.Option;

/** Which chain a command shows. */
final class ChainOption {
    @Option(
            names = "--chain",
            paramLabel = "N",
            description =
                    "The chain: 1 to the number of chains, which this command tells if there are several. Default: 1;"
                            + " status shows the whole cluster.")
    private Integer chain;

    boolean isGiven() {
        return chain != null;
    }

    Layout layout(CatenaClient client) {
        return chain == null ? client.layout() : client.layout(chain);
    }
}
