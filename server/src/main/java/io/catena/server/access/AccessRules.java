package io.catena.server.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who has which keys and which role: what all nodes of a cluster go by. Immutable. */
public final class AccessRules {
    /** No principal has any key; operators are those that are so by name. */
    public static final AccessRules NONE = new AccessRules(List.of());

    private final List<Grant> grants;
    private final Map<String, KeyRanges> readable = new HashMap<>();
    private final Map<String, KeyRanges> writable = new HashMap<>();
    private final Set<String> operators = new HashSet<>();

    AccessRules(List<Grant> grants) {
        this.grants = List.copyOf(grants);
        Map<String, List<KeyRange>> reads = new HashMap<>();
        Map<String, List<KeyRange>> writes = new HashMap<>();
        for (Grant grant : grants) {
            String name = grant.principal();
            if (grant.operator()) {
                operators.add(name);
            }
            if (grant.read()) {
                reads.computeIfAbsent(name, n -> new ArrayList<>()).add(grant.keys());
            }
            if (grant.write()) {
                writes.computeIfAbsent(name, n -> new ArrayList<>()).add(grant.keys());
            }
        }
        reads.forEach((name, ranges) -> readable.put(name, new KeyRanges(ranges)));
        writes.forEach((name, ranges) -> writable.put(name, new KeyRanges(ranges)));
    }

    List<Grant> grants() {
        return grants;
    }

    public boolean mayRead(Principal principal, byte[] key) {
        return readable.getOrDefault(principal.name(), KeyRanges.NONE).contains(key);
    }

    public boolean mayWrite(Principal principal, byte[] key) {
        return writable.getOrDefault(principal.name(), KeyRanges.NONE).contains(key);
    }

    public boolean isOperator(Principal principal) {
        return principal.isOperatorByName() || operators.contains(principal.name());
    }

    /** By which rules a principal may do something with a key, in one sentence. */
    public String why(Principal principal, byte[] key) {
        List<String> reasons = new ArrayList<>();
        if (principal.isOperatorByName()) {
            reasons.add("its name makes it an operator");
        }
        grants.stream()
                .filter(grant -> grant.principal().equals(principal.name()))
                .filter(grant -> grant.operator() || grant.keys().contains(key))
                .forEach(grant -> reasons.add("it is granted " + grant));
        return reasons.isEmpty() ? "no rule grants it anything for this key" : String.join("; ", reasons);
    }
}
