package io.catena.cli;

import io.catena.cli.text.Json;
import io.catena.thrift.AccessReport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A report of a node on the access rules, as text and as JSON. */
final class AccessText {
    private AccessText() {}

    /** @param text what is printed if JSON is not asked for */
    static void print(CatenaCommand catena, AccessReport report, String text) throws IOException {
        if (catena.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("version", report.getVersion());
            json.put("enforced", report.isEnforced());
            json.put("rules", report.getRules());
            Json.print(catena.console().out(), json);
        } else {
            text.lines().forEach(catena.console()::result);
        }
        if (!report.isEnforced()) {
            catena.console()
                    .message(
                            "these rules are not enforced: the node that answered was started without --tls-cert and tells"
                                    + " nobody apart");
        }
    }
}
