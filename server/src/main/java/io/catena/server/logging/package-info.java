/**
 * Configures log4j2 by code: where the log goes, and which levels are logged. A configuration file would make log4j2
 * load its XML parser and all its configuration plugins. Owns no other state; knows log4j2 and the name of the audit
 * log alone.
 */
package io.catena.server.logging;
