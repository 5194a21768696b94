package io.catena.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The servers that a user works with, by names of the user's own. Immutable.
 *
 * @param current the name of the one that is used when nothing else is said; null: none
 */
record Contexts(String current, Map<String, ServerSettings> byName) {
    /** Stands for no context, so that no context has this name. */
    static final String NO_CONTEXT = "none";

    static final Contexts EMPTY = new Contexts(null, Map.of());
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.equals(NO_CONTEXT);
    }

    /** Null if there is none of this name. */
    ServerSettings get(String name) {
        return byName.get(name);
    }

    Contexts use(String name) {
        return new Contexts(name, byName);
    }

    /** In place of the one of this name, if there is one. The first one becomes the current one. */
    Contexts with(String name, ServerSettings settings) {
        Map<String, ServerSettings> changed = new LinkedHashMap<>(byName);
        changed.put(name, settings);
        return new Contexts(byName.isEmpty() ? name : current, changed);
    }

    Contexts without(String name) {
        Map<String, ServerSettings> changed = new LinkedHashMap<>(byName);
        changed.remove(name);
        return new Contexts(name.equals(current) ? null : current, changed);
    }
}
