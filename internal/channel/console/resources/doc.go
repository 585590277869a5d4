// Package resources is the pages of the catalogue (数据目录): what there is to find, one
// resource with its columns, versions and steps, and the import of a workbook in the
// national form with its rehearsal.
package resources
