/**
 * Configures log4j2 by code: where the log goes, and which levels are logged. A configuration file would make log4j2
 * load its XML parser and all its configuration plugins. Owns no other state; knows log4j2 alone.
 */
package io.catena.server.logging;
