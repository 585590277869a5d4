// Package vault keeps one key per subject (一主体一密钥): a person, a firm or a case
// file. Personal fields are encrypted under it, and the salts of the rows in the
// log are derived from it. To erase somebody is to destroy the key: what is left
// can be read and guessed by nobody, and the log still verifies.
//
// Keys are wrapped by the site's master key (AES-256-GCM) and never stored bare.
// Equal values can be found without being readable by a keyed blind index
// (HMAC-SHA-256). Subject 0 is the site itself.
package vault
