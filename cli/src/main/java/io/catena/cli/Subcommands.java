package io.catena.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The subcommands by name. Reading the annotations of all of them takes longer than a whole {@code get}, so a command
 * line gets only those whose names are among its arguments.
 */
final class Subcommands {
    /** Arguments that show all subcommands. */
    private static final Set<String> NEED_ALL = Set.of("-h", "--help", "completion");

    private Subcommands() {}

    /**
     * Name to class, in the order of the help text. All subcommands if the arguments name none, or request help or
     * completion.
     */
    static Map<String, Class<?>> among(String... args) {
        Set<String> words = new HashSet<>(Arrays.asList(args));
        Map<String, Class<?>> named = all();
        if (words.stream().noneMatch(NEED_ALL::contains)) {
            named.keySet().retainAll(words);
        }
        return named.isEmpty() ? all() : named;
    }

    private static Map<String, Class<?>> all() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("put", PutCommand.class);
        all.put("get", GetCommand.class);
        all.put("delete", DeleteCommand.class);
        all.put("load", LoadCommand.class);
        all.put("verify", VerifyCommand.class);
        all.put("status", StatusCommand.class);
        all.put("chains", ChainsCommand.class);
        all.put("layout", LayoutCommand.class);
        all.put("digest", DigestCommand.class);
        all.put("settings", SettingsCommand.class);
        all.put("access", AccessCommand.class);
        all.put("die", DieCommand.class);
        all.put("leave", LeaveCommand.class);
        all.put("drain", DrainCommand.class);
        all.put("undrain", UndrainCommand.class);
        all.put("placement", PlacementCommand.class);
        all.put("rebalance", RebalanceCommand.class);
        all.put("context", ContextCommand.class);
        all.put("completion", CompletionCommand.class);
        return all;
    }
}
