// Package convert turns Go data and JSON into FEEL values and back (数据转换).
package convert
