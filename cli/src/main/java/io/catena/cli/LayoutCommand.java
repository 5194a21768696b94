package io.catena.cli;

import io.catena.cli.text.Console;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.cli.text.TextTable;
import io.catena.client.CatenaClient;
import io.catena.client.Layout;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(description = "Prints the members of a chain in their order, without asking each of them.")
final class LayoutCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 5000;

    @ParentCommand
    private CatenaCommand catena;

    @Mixin
    private ChainOption chainOption;

    @Override
    public Integer call() throws IOException {
        try (CatenaClient client = catena.client(TIMEOUT_MILLIS)) {
            Layout layout = chainOption.layout(client);
            if (catena.json()) {
                Json.print(catena.console().out(), json(layout));
            } else {
                print(layout);
            }
        }
        return ExitCode.DONE;
    }

    private void print(Layout layout) {
        printSummary(layout, catena.console());
        TextTable textTable = new TextTable("NODE", "ADDRESS", "PLACE", "INCARNATION");
        for (int i = 0; i < layout.members().size(); i++) {
            row(textTable, layout.members().get(i), place(i, layout.members().size()));
        }
        layout.joining().ifPresent(joining -> row(textTable, joining, "joining"));
        textTable.print(catena.console().out());
    }

    /** Says nothing if there is one chain. */
    static void printChain(Layout layout, Console console) {
        if (layout.chains() > 1) {
            console.result("chain " + layout.chain() + " of " + layout.chains());
        }
    }

    static void printSummary(Layout layout, Console console) {
        String chain = layout.chains() == 1 ? "" : ", chain " + layout.chain() + " of " + layout.chains();
        console.result("cluster " + layout.cluster() + chain + ", epoch " + layout.epoch() + ", activated "
                + layout.activatedEpoch());
        layout.note().ifPresent(note -> console.result("note: " + note));
    }

    private static void row(TextTable textTable, Layout.Member member, String place) {
        textTable.row(member.nodeId(), member.address(), place, incarnation(member));
    }

    /**
     * In hexadecimal, as in the nodes' logs. A number in JSON would lose digits in readers that parse it as a double.
     */
    private static String incarnation(Layout.Member member) {
        return Long.toHexString(member.incarnation());
    }

    private static String place(int index, int size) {
        if (size == 1) {
            return "single";
        }
        return index == 0 ? "head" : index == size - 1 ? "tail" : "middle";
    }

    static Map<String, Object> json(Layout layout) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cluster", layout.cluster());
        json.put("chain", layout.chain());
        json.put("chains", layout.chains());
        json.put("epoch", layout.epoch());
        json.put("activatedEpoch", layout.activatedEpoch());
        json.put("members", layout.members().stream().map(LayoutCommand::json).toList());
        json.put("joining", layout.joining().map(LayoutCommand::json).orElse(null));
        json.put("note", layout.note().orElse(null));
        json.put("wishedReplicas", layout.wishedReplicas());
        return json;
    }

    static Map<String, Object> json(Layout.Member member) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", member.nodeId());
        json.put("incarnation", incarnation(member));
        json.put("host", member.host());
        json.put("port", member.port());
        return json;
    }
}
